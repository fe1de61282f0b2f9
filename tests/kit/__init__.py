"""What several tests share: a studio on a real server, watched providers, worker processes to kill."""
