package dev.berth.placement.verification;

import java.util.List;

/// Result of a verification.
///
/// @param plans the plan, and the one that it is compared with if there is one
/// @param orders of both plans; none without a second plan
public record VerificationReport(
        String scenario,
        List<String> harness,
        List<VerifiedPlan> plans,
        List<VerifiedOrder> orders) {
    public VerificationReport {
        harness = List.copyOf(harness);
        plans = List.copyOf(plans);
        orders = List.copyOf(orders);
    }

    /// Whether all predictions hold, of numbers and of orders.
    public boolean holds() {
        return plans.stream().allMatch(VerifiedPlan::holds)
                && orders.stream().allMatch(VerifiedOrder::holds);
    }
}
