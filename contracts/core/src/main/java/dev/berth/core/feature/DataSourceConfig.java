package dev.berth.core.feature;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Location of a source's events.
public sealed interface DataSourceConfig {

    /// Events in files.
    ///
    /// @param format the name of a table format, such as `csv`
    /// @param paths relative to the system's directory or absolute, with `*` and `**`; at least
    ///   one. Those of Iceberg are folders of tables, or their metadata files
    record Files(String format, List<String> paths) implements DataSourceConfig {
        public Files {
            paths = List.copyOf(paths);
        }
    }

    /// Events in a table of a database.
    ///
    /// @param url of JDBC; `${NAME}` in it stands for a variable of the environment
    /// @param table its name, or a query in parentheses
    record Table(String url, String table) implements DataSourceConfig {}

    /// They arrive: by push, and from a topic of Kafka if there is one.
    ///
    /// @param topic empty if they are pushed alone
    /// @param history where they are kept when they have arrived, for training
    /// @param lateness how late an event may come: for so long ids are remembered, and so long
    ///   after it was known an event is in the history
    record Stream(Optional<Topic> topic, Optional<Files> history, Duration lateness)
            implements DataSourceConfig {}

    /// A topic of Kafka with events as JSON objects.
    ///
    /// servers `host:port` of some of its brokers, with commas between; `${NAME}` in it stands for
    /// a variable of the environment
    ///
    /// @param tls empty for connections without TLS
    /// @param login empty if the brokers need no user
    record Topic(String servers, String name, Optional<Tls> tls, Optional<Login> login) {
        /// A topic of brokers without TLS and without users.
        public Topic(String servers, String name) {
            this(servers, name, Optional.empty(), Optional.empty());
        }
    }

    /// TLS files in PEM, relative to the system's directory or absolute.
    ///
    /// @param authorities what signed the brokers' certificates; empty for those that the JDK knows
    /// @param identity what is shown to the brokers; empty for nothing
    record Tls(Optional<String> authorities, Optional<Identity> identity) {}

    /// Client certificate presented to brokers.
    ///
    /// @param certificate a file with it, and those that lead to its authority
    /// @param key a file with its private key, in PKCS 8
    record Identity(String certificate, String key) {}

    /// SASL credentials for brokers.
    ///
    /// @param user `${NAME}` in it stands for a variable of the environment
    /// @param passwordFrom the variable of the environment with the password
    record Login(Mechanism mechanism, String user, String passwordFrom) {}

    /// SASL mechanism, by its name in RFC 4616, RFC 5802 and RFC 7677.
    enum Mechanism {
        /// The password is sent as it is, which needs TLS.
        PLAIN,
        SCRAM_SHA_256,
        SCRAM_SHA_512;

        /// Such as `SCRAM-SHA-256`.
        public String label() {
            return name().replace('_', '-');
        }
    }
}
