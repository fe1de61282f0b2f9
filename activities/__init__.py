"""Every side effect, behind the seam in contracts/."""
