package dev.berth.deploy.sizing;

/// Expected load of one model or endpoint.
///
/// @param perSecond requests of one record that arrive, at the height of the day
/// @param p99Seconds within which 99 % of them are to be answered
public record ServiceLoad(MeasuredService service, double perSecond, double p99Seconds) {
    public ServiceLoad {
        if (!(perSecond > 0) || !(p99Seconds > 0)) {
            throw new IllegalArgumentException(
                    perSecond + " requests/s within " + p99Seconds + " s (expected: above 0)");
        }
    }
}
