"""Where does it turn? The page, its sentences, its figure."""
