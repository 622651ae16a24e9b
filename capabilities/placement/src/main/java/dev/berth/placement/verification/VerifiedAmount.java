package dev.berth.placement.verification;

import java.util.OptionalDouble;

/// A predicted number beside the measured one, in SI units or dollars a month.
///
/// @param subject flow, link or site
/// @param quantity what of it, such as `p99`
/// @param measured empty if it was not
/// @param low bound of the interval of 95 % confidence; empty if unknown
/// @param errorMax share of the prediction by which it may be missed
public record VerifiedAmount(
        String subject,
        String quantity,
        Unit unit,
        double predicted,
        OptionalDouble measured,
        OptionalDouble low,
        OptionalDouble high,
        double errorMax,
        Verdict verdict) {

    /// Unit of a number.
    public enum Unit {
        SECONDS,
        BYTES,
        BYTES_PER_SECOND,
        DOLLARS
    }

    static VerifiedAmount notMeasured(
            String subject, String quantity, Unit unit, double predicted, double errorMax) {
        return new VerifiedAmount(
                subject,
                quantity,
                unit,
                predicted,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                errorMax,
                Verdict.NOT_MEASURED);
    }

    /// A measurement that chance has little part in.
    static VerifiedAmount of(
            String subject,
            String quantity,
            Unit unit,
            double predicted,
            double measured,
            double errorMax) {
        boolean isWithin = Math.abs(measured - predicted) <= errorMax * predicted;
        return new VerifiedAmount(
                subject,
                quantity,
                unit,
                predicted,
                OptionalDouble.of(measured),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                errorMax,
                isWithin ? Verdict.WITHIN : Verdict.MISSED);
    }

    /// A measurement with an interval.
    static VerifiedAmount of(
            String subject,
            String quantity,
            Unit unit,
            double predicted,
            PercentileInterval measured,
            double errorMax) {
        return new VerifiedAmount(
                subject,
                quantity,
                unit,
                predicted,
                OptionalDouble.of(measured.value()),
                measured.low(),
                measured.high(),
                errorMax,
                verdict(predicted, measured, errorMax));
    }

    private static Verdict verdict(double predicted, PercentileInterval measured, double errorMax) {
        double least = predicted * (1 - errorMax);
        double most = predicted * (1 + errorMax);
        boolean isWithin = measured.value() >= least && measured.value() <= most;
        boolean isBounded = measured.low().isPresent() && measured.high().isPresent();
        if (isWithin) {
            return isBounded ? Verdict.WITHIN : Verdict.UNCLEAR;
        }
        boolean isExcluded =
                measured.value() > most
                        ? measured.low().orElse(0) > most
                        : measured.high().orElse(Double.POSITIVE_INFINITY) < least;
        return isExcluded ? Verdict.MISSED : Verdict.UNCLEAR;
    }

    /// Share of the prediction by which the measurement differs; empty if nothing is to be
    /// compared.
    public OptionalDouble error() {
        return measured.isEmpty() || predicted == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(measured.getAsDouble() / predicted - 1);
    }
}
