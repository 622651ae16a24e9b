package dev.berth.server.auth;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.AccessRules;
import dev.berth.core.system.TokenIssuer;
import dev.berth.server.auth.token.Issuers;
import dev.berth.server.auth.token.KeyFetching;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The access rules of `berth.yaml` as they are now, for one server. Thread-safe.
///
/// Rules that cannot be read change nothing. A server that has required keys continues to: if the
/// last consumer is removed while it runs, it denies every caller rather than open itself.
public final class Access implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Access.class);

    private final Supplier<AccessRules> declared;
    private final Exposure exposure;
    private final InstantSource clock;
    private final RefusalLog refusals = new RefusalLog(System::nanoTime);
    private final Quotas quotas = new Quotas(System::nanoTime);
    private final Issuers issuers;
    private final TokenVerificationPool verifications = TokenVerificationPool.ofThisMachine();
    private final HostNames hostNames;
    private final Certificates certificates;
    private volatile @Nullable AccessListener listener;
    private volatile Current current;

    /// The rules that hold.
    ///
    /// @param seen what was declared when they were last checked
    /// @param asksForConsumers whether callers have to be declared
    private record Current(
            AccessRules seen, CredentialRegistry registry, boolean asksForConsumers) {}

    /// Reach of the server's address.
    enum Exposure {
        LOOPBACK,
        NETWORK
    }

    /// Policy for client certificates.
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
            KeyFetching keyFetching,
            InstantSource clock) {
        this.declared = declared;
        this.exposure = exposure;
        this.hostNames = hostNames;
        this.certificates = certificates;
        this.clock = clock;
        AccessRules rules = declared.get();
        requireReadable(rules);
        this.issuers = new Issuers(keyFetching, System::nanoTime);
        this.current = new Current(rules, registry(rules), !rules.consumers().isEmpty());
    }

    /// Access to a server that listens on this address.
    ///
    /// @param declared the rules as they are now; read with every request
    /// @throws ProblemException `package-invalid` if the rules cannot be read, `usage` if every
    ///   caller in the network could call and no setting allows this
    public static Access of(
            Supplier<AccessRules> declared,
            String host,
            AccessOptions options,
            Certificates certificates,
            InstantSource clock) {
        Exposure exposure = isLoopback(host) ? Exposure.LOOPBACK : Exposure.NETWORK;
        var access =
                new Access(
                        declared,
                        exposure,
                        HostNames.of(host, options),
                        certificates,
                        options.keyFetching(),
                        clock);
        if (exposure == Exposure.NETWORK
                && !access.isClosed()
                && options.anonymous() == AccessOptions.Anonymous.LOOPBACK) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--host "
                            + host
                            + " lets everybody in the network call (expected: declared consumers,"
                            + " or an address of this machine alone)",
                    "declare `consumers` in berth.yaml, with keys from `berth key create`; or ask for"
                            + " certificates with --tls-client-ca; or say --allow-anonymous if everybody"
                            + " may call");
        }
        return access;
    }

    private static void requireReadable(AccessRules rules) {
        if (!rules.errors().isEmpty()) {
            throw new ProblemException(
                    ProblemCode.PACKAGE_INVALID,
                    "the access rules cannot be read: "
                            + rules.errors().getFirst()
                            + (rules.errors().size() == 1
                                    ? ""
                                    : " (and " + (rules.errors().size() - 1) + " more)"),
                    "mend berth.yaml; `berth check` lists all errors");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            // Listening will fail with this problem.
            return false;
        }
    }

    /// The authorizer of one event loop.
    ///
    /// @param loop runs tasks on it
    public RequestAuthorizer authorizer(Executor loop) {
        return new RequestAuthorizer(this, loop);
    }

    /// Notifies it of denials, quotas and issuers, including existing ones.
    public void addListener(AccessListener other) {
        listener = other;
        refusals.addListener(other);
        register(current.registry());
    }

    private void register(CredentialRegistry registry) {
        AccessListener registered = listener;
        if (registered != null) {
            quotas.forEach(registered);
            for (TokenIssuer issuer : registry.rules().issuers()) {
                registered.registerIssuer(issuer.name(), () -> issuers.figures(issuer.name()));
            }
        }
    }

    /// Waits until the keys of issuers were fetched or could not be, but no longer than this.
    public void awaitKeys(Duration time) {
        issuers.awaitFirst(time);
    }

    /// Ends what fetches keys of issuers and verifies tokens; what is known stays in force.
    @Override
    public void close() {
        issuers.close();
        verifications.close();
    }

    TokenVerificationPool verifications() {
        return verifications;
    }

    private CredentialRegistry registry(AccessRules rules) {
        return new CredentialRegistry(rules, issuers.adopt(rules.issuers()), quotas);
    }

    CredentialRegistry registry() {
        return now().registry();
    }

    /// Whether callers are identified.
    boolean isClosed() {
        return takesCertificates() || asksForConsumers();
    }

    boolean asksForConsumers() {
        return now().asksForConsumers();
    }

    /// Whether unidentified callers are answered.
    boolean admitsUnknown() {
        return !isClosed() || now().registry().admitsAnonymous();
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

    private Current next(Current known, AccessRules rules) {
        if (!rules.errors().isEmpty()) {
            LOG.error(
                    "the access rules stay as they were, since berth.yaml cannot be read: {}",
                    rules.errors().getFirst());
            return new Current(rules, known.registry(), known.asksForConsumers());
        }
        if (rules.equals(known.registry().rules())) {
            return new Current(rules, known.registry(), known.asksForConsumers());
        }
        boolean declaresAny = !rules.consumers().isEmpty();
        if (known.asksForConsumers() && !declaresAny) {
            LOG.error(
                    "berth.yaml declares no consumers any more: every call is refused until it"
                            + " does, or the server is started anew");
        } else {
            LOG.info("{} consumers may call", rules.consumers().size());
        }
        CredentialRegistry registry = registry(rules);
        register(registry);
        return new Current(rules, registry, known.asksForConsumers() || declaresAny);
    }
}
