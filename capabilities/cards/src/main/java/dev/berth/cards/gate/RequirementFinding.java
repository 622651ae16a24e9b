package dev.berth.cards.gate;

import dev.berth.cards.gate.RequirementResult.Verdict;

/// What a check found, before it is reported.
///
/// @param explanation what was found, with its place
/// @param remedy empty if the requirement is met
record RequirementFinding(Verdict verdict, String explanation, String remedy) {
    static RequirementFinding met(String explanation) {
        return new RequirementFinding(Verdict.MET, explanation, "");
    }

    static RequirementFinding notMet(String explanation, String remedy) {
        return new RequirementFinding(Verdict.NOT_MET, explanation, remedy);
    }

    static RequirementFinding noData(String explanation, String remedy) {
        return new RequirementFinding(Verdict.NO_DATA, explanation, remedy);
    }
}
