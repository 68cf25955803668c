"""From analysed passages to an assessment: what counts, scores, evidence, places, principles, flags."""
