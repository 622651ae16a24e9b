package dev.berth.server.access;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.AccessRules;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who may call this server: the rules of `berth.yaml` as they are now. Thread-safe.
///
/// Rules that cannot be read change nothing. A server that has asked for keys goes on to: if the
/// last consumer is removed while it runs, it refuses everybody rather than open itself.
public final class Access {
    private static final Logger LOG = LoggerFactory.getLogger(Access.class);

    private final Supplier<AccessRules> declared;
    private final Exposure exposure;
    private final InstantSource clock;
    private final RefusalLog refusals = new RefusalLog(System::nanoTime);
    private final HostNames hostNames;
    private final Certificates certificates;
    private volatile Current current;

    /// The rules that hold.
    ///
    /// @param seen what was declared when they were last looked at
    /// @param asksForConsumers whether callers have to be declared
    private record Current(AccessRules seen, KeyRing ring, boolean asksForConsumers) {}

    /// Where the server can be reached.
    enum Exposure {
        LOOPBACK,
        NETWORK
    }

    /// Whether callers may show certificates.
    public enum Certificates {
        NONE,
        /// Those of authorities that the server trusts were verified when the connection opened.
        VERIFIED
    }

    private Access(
            Supplier<AccessRules> declared,
            Exposure exposure,
            HostNames hostNames,
            Certificates certificates,
            InstantSource clock) {
        this.declared = declared;
        this.exposure = exposure;
        this.hostNames = hostNames;
        this.certificates = certificates;
        this.clock = clock;
        AccessRules rules = declared.get();
        requireReadable(rules);
        this.current = new Current(rules, new KeyRing(rules), !rules.consumers().isEmpty());
    }

    /// Access to a server that listens on this address.
    ///
    /// @param declared the rules as they are now; asked with every request
    /// @throws ProblemException `package-invalid` if the rules cannot be read, `usage` if everybody
    ///   in the network could call and nobody said that this is wanted
    public static Access of(
            Supplier<AccessRules> declared,
            String host,
            AccessOptions options,
            Certificates certificates,
            InstantSource clock) {
        Exposure exposure = isLoopback(host) ? Exposure.LOOPBACK : Exposure.NETWORK;
        var access =
                new Access(declared, exposure, HostNames.of(host, options), certificates, clock);
        if (exposure == Exposure.NETWORK
                && !access.isClosed()
                && options.anonymous() == AccessOptions.Anonymous.LOOPBACK) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--host "
                            + host
                            + " lets everybody in the network call (expected: declared consumers,"
                            + " or an address of this machine alone)",
                    "declare `consumers` in berth.yaml, with keys from `berth key new`; or ask for"
                            + " certificates with --tls-client-ca; or say --allow-anonymous if everybody"
                            + " may call");
        }
        return access;
    }

    private static void requireReadable(AccessRules rules) {
        if (!rules.mistakes().isEmpty()) {
            throw new ProblemException(
                    ProblemCode.PACKAGE_INVALID,
                    "who may call cannot be read: "
                            + rules.mistakes().getFirst()
                            + (rules.mistakes().size() == 1
                                    ? ""
                                    : " (and " + (rules.mistakes().size() - 1) + " more)"),
                    "mend berth.yaml; `berth check` lists all mistakes");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            // Listening will fail and say so.
            return false;
        }
    }

    /// What one event loop asks.
    public Gate gate() {
        return new Gate(this);
    }

    /// Names the reasons of refusals and how often each was given.
    public void countRefused(BiConsumer<String, Supplier<Number>> counts) {
        for (Refusal refusal : Refusal.values()) {
            counts.accept(refusal.word(), () -> refusals.count(refusal));
        }
    }

    KeyRing ring() {
        return now().ring();
    }

    /// Whether callers are asked who they are.
    boolean isClosed() {
        return takesCertificates() || asksForConsumers();
    }

    boolean asksForConsumers() {
        return now().asksForConsumers();
    }

    boolean takesCertificates() {
        return certificates == Certificates.VERIFIED;
    }

    boolean isOnLoopback() {
        return exposure == Exposure.LOOPBACK;
    }

    HostNames hostNames() {
        return hostNames;
    }

    RefusalLog refusals() {
        return refusals;
    }

    InstantSource clock() {
        return clock;
    }

    @SuppressWarnings("ReferenceEquality") // A cheap way to see that nothing was read since.
    private Current now() {
        Current known = current;
        AccessRules rules = declared.get();
        return rules == known.seen() ? known : refresh(rules);
    }

    @SuppressWarnings("ReferenceEquality") // As above; another event loop may have been first.
    private synchronized Current refresh(AccessRules rules) {
        Current known = current;
        if (rules == known.seen()) {
            return known;
        }
        current = next(known, rules);
        return current;
    }

    private static Current next(Current known, AccessRules rules) {
        if (!rules.mistakes().isEmpty()) {
            LOG.error(
                    "who may call stays as it was, since berth.yaml cannot be read: {}",
                    rules.mistakes().getFirst());
            return new Current(rules, known.ring(), known.asksForConsumers());
        }
        if (rules.equals(known.ring().rules())) {
            return new Current(rules, known.ring(), known.asksForConsumers());
        }
        boolean declaresAny = !rules.consumers().isEmpty();
        if (known.asksForConsumers() && !declaresAny) {
            LOG.error(
                    "berth.yaml declares no consumers any more: every call is refused until it"
                            + " does, or the server is started anew");
        } else {
            LOG.info("{} consumers may call", rules.consumers().size());
        }
        return new Current(rules, new KeyRing(rules), known.asksForConsumers() || declaresAny);
    }
}
