"""What all reports share: folders, names, numbers, figures' look, pages, terminal."""
