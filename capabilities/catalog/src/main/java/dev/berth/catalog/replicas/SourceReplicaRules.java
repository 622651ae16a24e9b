package dev.berth.catalog.replicas;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EventSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Rules of a source of events in `features/*.yaml`.
final class SourceReplicaRules {
    private static final List<String> TLS_FILES = List.of("ca-file", "cert-file", "key-file");

    /// Databases of one process or machine; those with a server have `//` or a scheme of their own.
    private static final Pattern EMBEDDED_DATABASE =
            Pattern.compile(
                    "jdbc:(?:sqlite:|duckdb:|h2:(?!tcp:|ssl:)|derby:(?!//)|hsqldb:(?!hsqls?:|https?:)).*");

    private final ReplicaPaths paths;

    SourceReplicaRules(ReplicaPaths paths) {
        this.paths = paths;
    }

    /// @param place where the source is described
    void check(DocumentNode place, EventSource source) {
        switch (source.origin()) {
            case DataSourceConfig.Files files ->
                    place.child(files.format()).ifPresent(where -> checkFiles(where, files));
            case DataSourceConfig.Table(String url, String table) ->
                    place.child("jdbc")
                            .flatMap(jdbc -> jdbc.child("url"))
                            .ifPresent(where -> checkDatabase(where, url));
            case DataSourceConfig.Stream stream ->
                    place.child("stream").ifPresent(where -> checkStream(where, stream));
        }
    }

    private void checkFiles(DocumentNode place, DataSourceConfig.Files files) {
        boolean isOutside = files.paths().stream().anyMatch(paths::isOutside);
        place.warn(
                "history in files of each replica's own file system"
                        + (isOutside ? ", outside of the system's directory" : ""),
                "the same files wherever views are materialized",
                isOutside
                        ? "mount them into each replica, or materialize by `berth features"
                                + " materialize DIR` where they are"
                        : "materialize by `berth features materialize DIR` where the files grow: an"
                                + " image has them as they were when it was made");
    }

    private static void checkDatabase(DocumentNode place, String url) {
        String text = url.toLowerCase(Locale.ROOT);
        if (EMBEDDED_DATABASE.matcher(text).matches()) {
            place.warn(
                    "a database in files of each replica's own file system",
                    "the same database wherever views are materialized",
                    "name a database with a server, or materialize by `berth features materialize"
                            + " DIR` where it is");
        } else if (ReplicaPaths.isLoopback(text)) {
            reportLoopback(place, "a database");
        }
    }

    private static void reportLoopback(DocumentNode place, String what) {
        place.error(
                what + " at the loopback address: each replica reads another",
                "an address that is the same server for all replicas",
                "write the server's name, or a variable of the environment");
    }

    private void checkStream(DocumentNode place, DataSourceConfig.Stream stream) {
        stream.history()
                .ifPresent(
                        files ->
                                place.child("batch-source")
                                        .flatMap(source -> source.child(files.format()))
                                        .ifPresent(where -> checkFiles(where, files)));
        Optional<DocumentNode> kafka = place.child("kafka");
        if (kafka.isEmpty()) {
            place.error(
                    "events that are pushed alone: one replica accepts them, the others reject"
                            + " them",
                    "a topic from which the replicas read",
                    "add `kafka` and write the events to its topic, or push to one server that is"
                            + " no replica and has the same store");
            return;
        }
        DocumentNode topic = kafka.get();
        topic.child("bootstrap-servers")
                .filter(servers -> servers.text().filter(ReplicaPaths::isLoopback).isPresent())
                .ifPresent(servers -> reportLoopback(servers, "brokers"));
        TLS_FILES.forEach(key -> paths.checkFile(topic.child(key)));
        warnOfReader(topic);
    }

    private static void warnOfReader(DocumentNode topic) {
        topic.warn(
                "a topic that one replica reads, for the store of all; another goes on some 30 s"
                        + " after it ended",
                "a replica that can keep up with the whole topic",
                "size each replica for it: a further one reads no share");
    }
}
