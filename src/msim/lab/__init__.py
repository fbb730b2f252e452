"""What happens if ...? A page with a few levers and, beside them, what follows at once.

The page draws what `answers` computes through `msim.api`, in worker processes (`pool`), each world
once for all who ask for it (`work`); `server` is the only part that a browser talks to. Nothing
here computes a result of its own: every number on the page is one that `msim run` prints.
"""
