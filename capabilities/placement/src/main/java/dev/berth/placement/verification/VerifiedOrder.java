package dev.berth.placement.verification;

import dev.berth.placement.verification.VerifiedAmount.Unit;
import java.util.ArrayList;
import java.util.List;

/// Which of two plans is better in a number, as predicted and as measured.
///
/// @param first measured of the first plan
/// @param verdict `unclear` if the predictions differ by less than their limit: then no order is
///   claimed
public record VerifiedOrder(
        String subject,
        String quantity,
        Unit unit,
        double firstPredicted,
        double secondPredicted,
        double first,
        double second,
        Verdict verdict) {

    /// Compares the numbers that both plans have.
    static List<VerifiedOrder> of(VerifiedPlan first, VerifiedPlan second) {
        List<VerifiedOrder> orders = new ArrayList<>();
        for (VerifiedAmount one : first.amounts()) {
            for (VerifiedAmount other : second.amounts()) {
                boolean isSame =
                        one.subject().equals(other.subject())
                                && one.quantity().equals(other.quantity());
                if (isSame && one.measured().isPresent() && other.measured().isPresent()) {
                    orders.add(of(one, other));
                }
            }
        }
        return orders;
    }

    private static VerifiedOrder of(VerifiedAmount one, VerifiedAmount other) {
        double first = one.measured().orElseThrow();
        double second = other.measured().orElseThrow();
        double least = Math.min(one.predicted(), other.predicted());
        boolean isClaimed = Math.abs(one.predicted() - other.predicted()) > one.errorMax() * least;
        boolean isSameOrder =
                Math.signum(one.predicted() - other.predicted()) == Math.signum(first - second);
        return new VerifiedOrder(
                one.subject(),
                one.quantity(),
                one.unit(),
                one.predicted(),
                other.predicted(),
                first,
                second,
                !isClaimed ? Verdict.UNCLEAR : isSameOrder ? Verdict.WITHIN : Verdict.MISSED);
    }

    /// Whether the order, if one was predicted, is the measured one.
    public boolean holds() {
        return verdict != Verdict.MISSED;
    }
}
