"""What lies beside the film: subtitles, edit lists, a poster, an overview."""
