package dev.berth.serving;

import dev.berth.core.system.Mistake;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of one version of one model: perhaps an instance, and how the last attempt to
/// change it went. Changed by the loader thread alone, read by any.
final class VersionSlot {
    private final String name;
    private final String version;
    private volatile Content content = new Content(null, ModelState.LOADING, "", List.of(), "");

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

    /// Whether this digest was tried before, with whatever result.
    boolean hasTried(String digest) {
        return content.triedDigest.equals(digest);
    }

    void loading() {
        Content now = content;
        content =
                new Content(
                        now.instance,
                        now.instance == null ? ModelState.LOADING : now.state,
                        "",
                        List.of(),
                        "");
    }

    void ready(ModelInstance instance) {
        content = new Content(instance, ModelState.READY, "", List.of(), instance.digest());
    }

    /// A package that cannot be served. A version that serves goes on serving what it has.
    void refused(String digest, String reason, List<Mistake> mistakes) {
        Content now = content;
        if (now.instance == null) {
            content = new Content(null, ModelState.QUARANTINED, reason, mistakes, digest);
        } else {
            String kept =
                    "serves the package as it was before its last change, which was refused: "
                            + reason;
            content = new Content(now.instance, ModelState.READY, kept, mistakes, digest);
        }
    }

    void unloading(String reason) {
        content = new Content(null, ModelState.UNLOADING, reason, List.of(), "");
    }

    void unloaded(String reason) {
        content = new Content(null, ModelState.UNLOADED, reason, List.of(), "");
    }

    ModelStatus status() {
        Content now = content;
        long memoryBytes = now.instance == null ? 0 : now.instance.artifact().memoryBytes();
        return new ModelStatus(name, version, now.state, now.reason, now.mistakes, memoryBytes);
    }

    /// All that a reader must see at once.
    private record Content(
            @Nullable ModelInstance instance,
            ModelState state,
            String reason,
            List<Mistake> mistakes,
            String triedDigest) {}
}
