package dev.berth.core.feature;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where the events of a source are.
public sealed interface Origin {

    /// In files.
    ///
    /// @param paths relative to the system's directory or absolute, with `*` and `**`; at least one
    record Files(Format format, List<String> paths) implements Origin {
        public Files {
            paths = List.copyOf(paths);
        }
    }

    /// The form of files.
    enum Format {
        PARQUET,
        CSV,
        JSON,
        ICEBERG
    }

    /// In a table of a database.
    ///
    /// @param url of JDBC; `${NAME}` in it stands for a variable of the environment
    /// @param table its name, or a query in parentheses
    record Table(String url, String table) implements Origin {}

    /// They arrive: by push, and from a topic of Kafka if there is one.
    ///
    /// @param topic empty if they are pushed alone
    /// @param history where they are kept when they have arrived, for training
    /// @param lateness how late an event may come: for so long ids are remembered, and so long
    ///   after it was known an event is in the history
    record Stream(Optional<Topic> topic, Optional<Files> history, Duration lateness)
            implements Origin {}

    /// A topic of Kafka with events as JSON objects.
    ///
    /// @param servers `host:port` of some of its brokers, with commas between
    record Topic(String servers, String name) {}
}
