package dev.berth.catalog.replicas;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.system.SystemDescription;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Rules of `berth.yaml`: stores, keys and quotas of the system as a whole.
final class SystemReplicaRules {
    private static final String FILE_SCHEME = "file:";

    private final ReplicaPaths paths;
    private final SystemDescription system;

    SystemReplicaRules(ReplicaPaths paths, SystemDescription system) {
        this.paths = paths;
        this.system = system;
    }

    /// @param features of the system, which `berth.yaml` says where to keep
    void check(DocumentNode root, FeatureDefinitions features) {
        checkFeatures(root, features);
        checkState(root);
        checkConsumers(root);
        entries(root, "issuers").forEach((name, issuer) -> checkKeys(issuer));
        entries(root, "remotes").forEach((name, remote) -> checkRemote(remote));
    }

    private static Map<String, DocumentNode> entries(DocumentNode root, String key) {
        return root.child(key).map(DocumentNode::entries).orElse(Map.of());
    }

    private void checkFeatures(DocumentNode root, FeatureDefinitions features) {
        DocumentNode settings = root.child("features").orElse(root);
        boolean isDeclared = root.child("features").isPresent();
        Optional<DocumentNode> store = isDeclared ? settings.child("store") : Optional.empty();
        if (!features.views().isEmpty()) {
            if (system.features().store().isEmpty()) {
                settings.error(
                        "the rows of "
                                + names(features)
                                + " are in .berth/features/online of each replica",
                        "one store for all replicas",
                        "write `features: {store: \"redis://${REDIS_HOST}:6379\"}`: a server of"
                                + " Redis or Valkey");
            }
            store.ifPresent(place -> checkAddress(place, "the features of entities"));
        }
        if (!isDeclared) {
            return;
        }
        paths.checkFile(settings.child("ca-file"));
        checkServedLog(settings, features);
        checkInterval(settings, features);
    }

    private static String names(FeatureDefinitions features) {
        List<String> views =
                features.views().keySet().stream().map(view -> "'" + view + "'").toList();
        int shown = Math.min(views.size(), 3);
        return (views.size() == 1 ? "view " : "views ")
                + String.join(", ", views.subList(0, shown))
                + (views.size() > shown ? " and " + (views.size() - shown) + " more" : "");
    }

    private void checkServedLog(DocumentNode settings, FeatureDefinitions features) {
        boolean isServing = !features.views().isEmpty() || !features.onDemand().isEmpty();
        if (isServing && system.features().logShare() > 0) {
            settings.child("log-sample-ratio")
                    .ifPresent(
                            place ->
                                    place.error(
                                            "the log of served rows is in .berth/features/served of"
                                                    + " each replica: `berth features skew` sees the"
                                                    + " rows of one, and they are lost with it",
                                            "no log of served rows in replicas",
                                            "remove it, and log in one server that is no replica,"
                                                    + " such as one of a staging system"));
        }
    }

    private void checkInterval(DocumentNode settings, FeatureDefinitions features) {
        boolean hasHistory =
                features.views().values().stream().anyMatch(view -> hasHistory(view, features));
        if (hasHistory
                && system.features().store().isPresent()
                && system.features().materializeInterval().isPresent()) {
            settings.child("materialize-interval")
                    .ifPresent(
                            place ->
                                    place.warn(
                                            "every replica materializes, but not a view that"
                                                    + " another has within half of "
                                                    + place.described(),
                                            "1 GiB of memory, and the whole history, in each"
                                                    + " replica",
                                            "remove it and run `berth features materialize DIR` as"
                                                    + " one scheduled job, if replicas are to be"
                                                    + " small"));
        }
    }

    private static boolean hasHistory(FeatureView view, FeatureDefinitions features) {
        return !(features.sourceOf(view).origin() instanceof DataSourceConfig.Stream stream)
                || stream.history().isPresent();
    }

    private void checkState(DocumentNode root) {
        Optional<DocumentNode> state = root.child("state");
        state.flatMap(place -> place.child("store"))
                .ifPresent(place -> checkAddress(place, "what is decided at run time"));
        paths.checkFile(state.flatMap(place -> place.child("ca-file")));
    }

    private static void checkAddress(DocumentNode place, String kept) {
        if (place.text().filter(ReplicaPaths::isLoopback).isPresent()) {
            place.error(
                    "a store at the loopback address: each replica has " + kept + " for itself",
                    "an address that is the same server for all replicas",
                    "write the server's name, or a variable of the environment such as"
                            + " `${STORE_HOST}`");
        }
    }

    private static void checkConsumers(DocumentNode root) {
        entries(root, "consumers")
                .values()
                .forEach(
                        consumer -> {
                            consumer.child("quota").ifPresent(SystemReplicaRules::warnOfQuota);
                            if (consumer.truth("management").orElse(false)) {
                                consumer.child("management")
                                        .ifPresent(SystemReplicaRules::warnOfManagement);
                            }
                        });
    }

    private static void warnOfQuota(DocumentNode quota) {
        quota.warn(
                "a quota, which each replica counts for itself",
                "the number of requests divided by the number of replicas",
                "divide each bound by the least number of replicas, or bound the consumer in the"
                        + " gateway before them");
    }

    private static void warnOfManagement(DocumentNode management) {
        management.warn(
                "a consumer that may load, unload and override models: a request changes the one"
                        + " replica that answers it, until its restart",
                "models that change with the system's directory alone",
                "remove `management` where replicas serve, and roll out another image instead");
    }

    private void checkKeys(DocumentNode issuer) {
        Optional<DocumentNode> place = issuer.child("jwks");
        String text = place.flatMap(DocumentNode::text).orElse("");
        if (place.isEmpty() || text.isEmpty()) {
            return;
        }
        if (text.startsWith(FILE_SCHEME)) {
            String path = text.substring(FILE_SCHEME.length());
            boolean isOutside = paths.isOutside(path.startsWith("//") ? path.substring(2) : path);
            place.get()
                    .warn(
                            "keys of an issuer in a file"
                                    + (isOutside ? " outside of the system's directory" : ""),
                            "the same keys in every replica, also after the issuer changed them",
                            isOutside
                                    ? "mount it into each replica, as from a ConfigMap, or write"
                                            + " the issuer's https address"
                                    : "write the issuer's https address: a file of the directory"
                                            + " changes with the next image only");
        } else if (ReplicaPaths.isLoopback(text)) {
            warnOfLoopback(place.get());
        }
    }

    private static void warnOfLoopback(DocumentNode place) {
        place.warn(
                place.described() + " is the loopback address of each replica",
                "a server that all replicas share, or one beside each that is the same",
                "write the server's name, or run the same server beside each replica");
    }

    private void checkRemote(DocumentNode remote) {
        for (DocumentNode server : remote.items("servers")) {
            if (server.text().filter(ReplicaPaths::isLoopback).isPresent()) {
                warnOfLoopback(server);
            }
        }
        if (remote.text("dns").filter(ReplicaPaths::isLoopback).isPresent()) {
            remote.child("dns").ifPresent(SystemReplicaRules::warnOfLoopback);
        }
        List.of("ca-file", "cert-file", "key-file")
                .forEach(key -> paths.checkFile(remote.child(key)));
    }
}
