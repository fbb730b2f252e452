"""Citations of the published results, and the central values that serve all rows."""

from __future__ import annotations

from msim.scenario.evidence import EVIDENCE


def central(row: str) -> float:
    """The central figure of a row of the evidence.

    Raises ValueError where the row has none.

    >>> central("group_correlation")
    0.86
    """
    value = EVIDENCE[row].central
    if value is None:
        raise ValueError(f"evidence row {row} has no central figure")
    return value


THEORY = "theory at the central values of the evidence (Coppock 2022; Hewitt et al. 2024)"
HEWITT = "Hewitt et al. 2024, APSR 118(4), figure 4 and table 3"
TAPPIN = "Tappin et al. 2023, PNAS 120(25)"
HACKENBURG = "Hackenburg and Margetts 2024, PNAS 121"
COPPOCK = "Coppock, Hill and Vavreck 2020, Science Advances 6(36)"
AGGARWAL = "Aggarwal et al. 2023, Nature Human Behaviour 7"
HERSH = "Hersh and Schaffner 2013, JoP 75(2)"
MADSEN = "Madsen and Pilditch 2018, PLoS ONE 13(4); Pilditch and Madsen 2021, JASSS 24(1)5"
HILL = "Hill et al. 2013, Political Communication 30(4); Gerber et al. 2011, APSR 105(1)"

MESSAGES = 6
RESPONDENTS = 24_030
SPREAD = central("message_spread")
CORRELATION = central("group_correlation")
