package dev.berth.server.auth;

import dev.berth.server.auth.token.Issuers;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// Listener for denials, quotas and issuers. Thread-safe.
public interface AccessListener {
    /// There is this reason to refuse requests.
    void registerReason(String reason);

    /// A request was refused.
    ///
    /// @param consumer the consumer that the request claims to be, verified or not; empty if it
    ///   names no declared one
    void onDenied(String reason, String consumer);

    /// A consumer has a quota; called again after each change.
    ///
    /// @param model empty for all its requests
    /// @param inFlight how many of them are
    /// @param concurrentMax how many may be; the greatest number for any
    /// @param available how many more may come now; NaN for any
    /// @param availableRecords how many records more may; NaN for any
    void registerQuota(
            String consumer,
            String model,
            IntSupplier inFlight,
            IntSupplier concurrentMax,
            DoubleSupplier available,
            DoubleSupplier availableRecords);

    /// An issuer is declared; called again after each change.
    void registerIssuer(String name, Supplier<Issuers.Figures> figures);
}
