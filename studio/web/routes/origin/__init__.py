"""Routes by the names of earlier programs: `/generate`, `/status`, `/jobs`, `/video`, `/generate-storyboard`."""
