package dev.berth.serving.lifecycle;

import dev.berth.core.system.ValidationError;
import dev.berth.runtime.MemoryUse;
import dev.berth.runtime.WorkerStatus;
import dev.berth.serving.execution.ModelInstance;
import dev.berth.serving.execution.ModelState;
import dev.berth.serving.execution.ModelStatus;
import dev.berth.serving.execution.PackageRevision;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// State of one version of one model: perhaps an instance, and how the last attempt to change it
/// went. Changed by its model's tasks of the `LoadThreads`, one at a time, and by the component
/// that evicts it; read by any thread.
final class VersionSlot {
    private static final String ON_DEMAND_REASON = "not in memory; the next request loads it";

    private final String name;
    private final String version;
    private volatile Content content =
            new Content(null, null, ModelState.LOADING, "", List.of(), "");

    VersionSlot(String name, String version) {
        this.name = name;
        this.version = version;
    }

    String version() {
        return version;
    }

    Optional<ModelInstance> instance() {
        return Optional.ofNullable(content.instance);
    }

    ModelState state() {
        return content.state;
    }

    String reason() {
        return content.reason;
    }

    /// How it answers requests; empty if it does not.
    Optional<ServableVersion> served() {
        Content now = content;
        return now.described == null
                ? Optional.empty()
                : Optional.of(new ServableVersion(now.described, now.instance));
    }

    /// The package that the next request has loaded; empty if it is in memory or not served.
    Optional<PackageRevision> findOnDemand() {
        Content now = content;
        return now.instance == null ? Optional.ofNullable(now.described) : Optional.empty();
    }

    /// Whether this digest was tried before, with whatever result.
    boolean hasTried(String digest) {
        return content.triedDigest.equals(digest);
    }

    /// Meanwhile an on-demand version stays one for other requests.
    synchronized void loading() {
        Content now = content;
        ModelState state = now.instance == null ? ModelState.LOADING : now.state;
        content = new Content(now.instance, now.described, state, "", List.of(), "");
    }

    /// Serves this instance from now on, and gives the one that served until then.
    synchronized Optional<ModelInstance> ready(ModelInstance instance) {
        ModelInstance before = content.instance;
        content =
                new Content(
                        instance,
                        PackageRevision.of(instance),
                        ModelState.READY,
                        "",
                        List.of(),
                        instance.digest());
        return Optional.ofNullable(before);
    }

    /// Served from now on, and loaded by the first request. Only without an instance.
    synchronized void serveOnDemand(PackageRevision described) {
        content =
                new Content(
                        null,
                        described,
                        ModelState.ON_DEMAND,
                        ON_DEMAND_REASON,
                        List.of(),
                        described.digest().hex());
    }

    /// Retires this instance and leaves the version on-demand, unless a request holds it, it is not
    /// (any more) the one that serves, or it is served for want of a package that can be: the one
    /// that it was loaded from is no longer there. One that is about to be replaced may go.
    synchronized boolean evictIfIdle(ModelInstance instance) {
        Content now = content;
        boolean refused = !now.triedDigest.isEmpty() && !now.triedDigest.equals(instance.digest());
        if (now.instance != instance || refused || !instance.retireIfIdle()) {
            return false;
        }
        serveOnDemand(instance.described());
        return true;
    }

    /// A package that cannot be served. A version that serves continues to serve what it has.
    synchronized void refused(String digest, String reason, List<ValidationError> errors) {
        Content now = content;
        if (now.instance == null) {
            content = new Content(null, null, ModelState.FAILED, reason, errors, digest);
        } else {
            String kept =
                    "serves the package as it was before its last change, which was refused: "
                            + reason;
            content =
                    new Content(
                            now.instance, now.described, ModelState.READY, kept, errors, digest);
        }
    }

    /// Serves no more, and gives the instance that did until then.
    synchronized Optional<ModelInstance> unloading(String reason) {
        ModelInstance before = content.instance;
        content = new Content(null, null, ModelState.UNLOADING, reason, List.of(), "");
        return Optional.ofNullable(before);
    }

    /// The same, with nothing left to be answered.
    synchronized Optional<ModelInstance> unloaded(String reason) {
        ModelInstance before = content.instance;
        content = new Content(null, null, ModelState.UNLOADED, reason, List.of(), "");
        return Optional.ofNullable(before);
    }

    ModelStatus status() {
        Content now = content;
        MemoryUse memory = now.instance == null ? MemoryUse.NONE : now.instance.memory();
        Optional<WorkerStatus> worker =
                now.instance == null ? Optional.empty() : now.instance.artifact().worker();
        return new ModelStatus(name, version, now.state, now.reason, now.errors, memory, worker);
    }

    /// The fields of a slot that readers see atomically.
    ///
    /// @param described what answers requests, in memory or not
    private record Content(
            @Nullable ModelInstance instance,
            @Nullable PackageRevision described,
            ModelState state,
            String reason,
            List<ValidationError> errors,
            String triedDigest) {}
}
