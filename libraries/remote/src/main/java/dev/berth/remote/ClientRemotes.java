package dev.berth.remote;

import dev.berth.client.ApiKeyCredential;
import dev.berth.client.BerthClient;
import dev.berth.client.CallOptions;
import dev.berth.client.ClientOptions;
import dev.berth.client.Predictor;
import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.signature.Signature;
import dev.berth.core.system.RemoteCluster;
import dev.berth.endpoint.execution.Remotes;
import dev.berth.serving.request.Lease;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Remote servers, called through one client per group. Thread-safe.
///
/// A client is opened when a group is first used, and again after its description in `berth.yaml`
/// changes. Signatures are requested at most once a minute; while the servers do not respond, the
/// last ones are used.
public final class ClientRemotes implements Remotes {
    private static final Duration SIGNATURE_AGE_MAX = Duration.ofMinutes(1);
    private static final Duration SIGNATURE_TIMEOUT = Duration.ofSeconds(3);

    private final Supplier<List<RemoteCluster>> declared;
    private final Map<String, String> environment;
    private final LongSupplier nanoTime;
    private final Map<RemoteCluster, BerthClient> clients = new HashMap<>();
    private final Map<Callee.Remote, CachedSignature> known = new ConcurrentHashMap<>();
    private boolean closed;

    /// @param reportedBy cluster that reported it
    private record CachedSignature(Signature signature, RemoteCluster reportedBy, long sinceNanos) {
        boolean isFresh(RemoteCluster now, long nowNanos) {
            return reportedBy.equals(now) && nowNanos - sinceNanos < SIGNATURE_AGE_MAX.toNanos();
        }
    }

    ClientRemotes(
            Supplier<List<RemoteCluster>> declared,
            Map<String, String> environment,
            LongSupplier nanoTime) {
        this.declared = declared;
        this.environment = Map.copyOf(environment);
        this.nanoTime = nanoTime;
    }

    /// Creates the remotes that a system declares.
    ///
    /// @param declared evaluated repeatedly, as `berth.yaml` may change
    /// @param environment variables with keys
    public static ClientRemotes of(
            Supplier<List<RemoteCluster>> declared, Map<String, String> environment) {
        return new ClientRemotes(declared, environment, System::nanoTime);
    }

    @Override
    public Signature signature(Callee.Remote callee) {
        CachedSignature before = known.get(callee);
        RemoteCluster remote = requireDeclared(callee);
        if (before != null && before.isFresh(remote, nanoTime.getAsLong())) {
            return before.signature();
        }
        try {
            Signature found =
                    predictor(remote, callee)
                            .with(CallOptions.defaults().withTimeout(SIGNATURE_TIMEOUT))
                            .signature();
            known.put(callee, new CachedSignature(found, remote, nanoTime.getAsLong()));
            return found;
        } catch (ProblemException e) {
            if (before != null) {
                return before.signature();
            }
            throw RemoteProblems.translate(e.problem(), callee).asException();
        }
    }

    @Override
    public Lease lease(Callee.Remote callee) {
        CachedSignature found = known.get(callee);
        if (found == null) {
            throw new ProblemException(
                    ProblemCode.ENDPOINT_NOT_READY,
                    "what '" + callee + "' takes and gives is not known yet",
                    "send it again when its servers answer");
        }
        return new RemoteLease(
                callee, found.signature(), predictor(requireDeclared(callee), callee));
    }

    private Predictor predictor(RemoteCluster remote, Callee.Remote callee) {
        BerthClient client = client(remote);
        return callee.version()
                .map(version -> client.model(callee.name().value(), version.value()))
                .orElseGet(() -> client.model(callee.name().value()));
    }

    private RemoteCluster requireDeclared(Callee.Remote callee) {
        List<RemoteCluster> all = declared.get();
        for (RemoteCluster remote : all) {
            if (remote.name().equals(callee.server())) {
                return remote;
            }
        }
        List<String> names = all.stream().map(each -> each.name().value()).toList();
        throw new ProblemException(
                ProblemCode.ENDPOINT_NOT_READY,
                "no remote '"
                        + callee.server()
                        + "'"
                        + NearestName.hint(callee.server().value(), names),
                "declare its servers under `remotes` in berth.yaml");
    }

    private synchronized BerthClient client(RemoteCluster remote) {
        if (closed) {
            throw new ProblemException(
                    ProblemCode.DRAINING, "the process is being stopped", "use another server");
        }
        BerthClient open = clients.get(remote);
        if (open == null) {
            closeUndeclared();
            open = open(remote);
            clients.put(remote, open);
        }
        return open;
    }

    private BerthClient open(RemoteCluster remote) {
        try {
            return BerthClient.open(options(remote));
        } catch (ProblemException e) {
            throw new ProblemException(
                    ProblemCode.ENDPOINT_NOT_READY,
                    "remote '" + remote.name() + "': " + e.problem().message(),
                    e.problem().remedy());
        }
    }

    /// Closes clients whose remote was changed or removed in `berth.yaml`. Their calls in flight
    /// end. Not on this thread, which may be an event loop.
    private void closeUndeclared() {
        List<RemoteCluster> wanted = declared.get();
        List<RemoteCluster> others =
                clients.keySet().stream().filter(each -> !wanted.contains(each)).toList();
        for (RemoteCluster each : others) {
            BerthClient client = clients.remove(each);
            if (client != null) {
                Thread.ofVirtual().name("berth-remote-close").start(client::close);
            }
        }
    }

    private ClientOptions options(RemoteCluster remote) {
        // The calling thread may be an event loop.
        var options =
                ClientOptions.of(RemoteGroups.servers(remote.servers()))
                        .withEventLoops(1)
                        .withWarmUp(Duration.ZERO);
        if (remote.tls().isPresent()) {
            options = options.withTls(RemoteGroups.tls(remote.tls().get()));
        }
        return remote.keyVariable().isPresent()
                ? options.withKey(key(remote, remote.keyVariable().get()))
                : options;
    }

    private ApiKeyCredential key(RemoteCluster remote, String variable) {
        String key = environment.get(variable);
        if (key == null) {
            throw new ProblemException(
                    ProblemCode.ENDPOINT_NOT_READY,
                    "remote '"
                            + remote.name()
                            + "' wants its key from the environment variable "
                            + variable
                            + ", which is not set",
                    "set it for this process, or remove `key-from`");
        }
        return ApiKeyCredential.of(key);
    }

    @Override
    public synchronized void close() {
        closed = true;
        clients.values().forEach(BerthClient::close);
        clients.clear();
    }
}
