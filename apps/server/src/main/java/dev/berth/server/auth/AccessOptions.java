package dev.berth.server.auth;

import dev.berth.server.auth.token.KeyFetching;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Access options of the operator, besides the rules in `berth.yaml`.
///
/// @param anonymous origins of admitted undeclared callers
/// @param hostNames host names accepted while the server listens on the loopback address and
///   identifies no caller, besides those of this machine; in lower case
/// @param keyFetching how keys of issuers are fetched
public record AccessOptions(Anonymous anonymous, Set<String> hostNames, KeyFetching keyFetching) {
    /// Origins from which undeclared callers are admitted.
    public enum Anonymous {
        /// From this machine.
        LOOPBACK,
        /// From everywhere, to predict; managing models is left to this machine.
        ANYWHERE
    }

    public AccessOptions {
        hostNames =
                hostNames.stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet());
    }

    public static AccessOptions defaults() {
        return new AccessOptions(Anonymous.LOOPBACK, Set.of(), KeyFetching.defaults());
    }

    public AccessOptions withAnonymous(Anonymous other) {
        return new AccessOptions(other, hostNames, keyFetching);
    }

    public AccessOptions withHostNames(Set<String> names) {
        return new AccessOptions(anonymous, names, keyFetching);
    }

    public AccessOptions withKeyFetching(KeyFetching other) {
        return new AccessOptions(anonymous, hostNames, other);
    }
}
