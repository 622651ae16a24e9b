package dev.berth.placement.verification;

import java.util.List;

/// A plan with what was predicted and measured.
///
/// @param options of the components, as `component: option`, with how they were executed
/// @param conditions what was run, what was scaled down, what disturbed
public record VerifiedPlan(
        List<ExecutedOption> options, List<String> conditions, List<VerifiedAmount> amounts) {

    /// A component's option.
    ///
    /// @param execution `emulated`: its service holds a core for a time drawn from its
    ///   distribution; or which model was run here, with its time
    public record ExecutedOption(String component, String option, String execution) {}

    public VerifiedPlan {
        options = List.copyOf(options);
        conditions = List.copyOf(conditions);
        amounts = List.copyOf(amounts);
    }

    /// Whether every number that was measured is within its limit.
    public boolean holds() {
        return amounts.stream()
                .allMatch(
                        each ->
                                each.verdict() == Verdict.WITHIN
                                        || each.verdict() == Verdict.NOT_MEASURED);
    }

    long count(Verdict verdict) {
        return amounts.stream().filter(each -> each.verdict() == verdict).count();
    }
}
