"""What happens? Truth and plan together: exposure, response, votes."""
