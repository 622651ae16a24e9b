package dev.berth.catalog.replicas;

import dev.berth.catalog.artifact.ArtifactLock;
import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.profile.ModelProfile;
import dev.berth.core.system.Artifact;
import dev.berth.core.system.Artifact.Source;
import dev.berth.core.system.ModelPackage;

/// Rules of a package in `models/*/*/model.yaml`, and of its profile. Files of packages lie within
/// them, and http(s) sources have a digest: without either the package itself is in error.
final class ModelReplicaRules {
    private final ArtifactLock lock;

    ModelReplicaRules(ArtifactLock lock) {
        this.lock = lock;
    }

    void check(DocumentNode root, ModelPackage model) {
        checkSessions(root, model);
        for (Artifact artifact : model.artifacts().values()) {
            if (artifact.source() instanceof Source.Maven source
                    && artifact.sha256().isEmpty()
                    && !lock.has(source)) {
                root.child("artifacts")
                        .flatMap(artifacts -> artifacts.child(artifact.name()))
                        .ifPresent(place -> report(place, source));
            }
        }
    }

    private static void checkSessions(DocumentNode root, ModelPackage model) {
        if (model.session().isPresent()) {
            root.child("session")
                    .ifPresent(
                            place ->
                                    place.warn(
                                            "sessions, whose state is in the replica that has them",
                                            "requests of a session that all come to one replica",
                                            "let the load balancer send each connection or session"
                                                    + " to the same replica"));
        }
    }

    private static void report(DocumentNode place, Source.Maven source) {
        place.error(
                source + " without a digest: each replica serves what it finds first",
                "the digest in model.yaml, or in .berth/artifacts.lock",
                "run `berth check DIR`, which writes the lock, and copy it with the system; or add"
                        + " `sha256`");
    }

    static void checkProfile(DocumentNode profile) {
        profile.child(ModelProfile.TUNED_KEY)
                .ifPresent(
                        tuned ->
                                tuned.warn(
                                        "tuned settings, which a replica applies on the processor"
                                                + " where they were measured, and on no other",
                                        "replicas on equal processors",
                                        "tune on a machine of the kind that serves, or remove the"
                                                + " profile: only speed differs"));
    }
}
