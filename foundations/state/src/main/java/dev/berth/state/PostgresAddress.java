package dev.berth.state;

import dev.berth.core.ProblemException;
import dev.berth.core.system.EnvironmentSubstitution;
import dev.berth.core.system.StateStoreConfig;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The address of a PostgreSQL database.
///
/// @param user empty for the account of this process
/// @param password empty for none
/// @param sslMode in the words of PostgreSQL
/// @param authorities a file in PEM with what signed the server's certificate; empty for those that
///   the JDK knows
record PostgresAddress(
        String host,
        int port,
        String database,
        String user,
        String password,
        String sslMode,
        Optional<Path> authorities) {
    static final String SSL_VERIFIED = "verify-full";

    private static final Set<String> SSL_MODES =
            Set.of("disable", "prefer", "require", SSL_VERIFIED);
    private static final int PORT_DEFAULT = 5432;
    private static final int PORT_MAX = 65_535;

    private static final Pattern URI =
            Pattern.compile(
                    "postgres(?:ql)?://(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?"
                            + "(?<host>\\[[^]]+]|[^:/?@\\[]+)(?::(?<port>[^/?@]+))?"
                            + "/(?<database>[^/?@]+)(?:\\?sslmode=(?<ssl>[^&]*))?");

    /// The address that `berth.yaml` gives.
    ///
    /// Variables are filled in after the URI was taken apart, so that a password needs no
    /// percent-encoding if it comes from one.
    ///
    /// @param directory of the system
    /// @throws ProblemException `state-unavailable` if it is no such address, or a variable is not
    ///   set
    static PostgresAddress of(
            StateStoreConfig config, Path directory, Map<String, String> environment) {
        Matcher found = URI.matcher(config.uri());
        if (!found.matches()) {
            // Without what stands before the host: it may be a password.
            String end = config.uri().substring(config.uri().lastIndexOf('@') + 1);
            throw invalid("`state.store` ends with '" + end + "'");
        }
        Optional<Path> authorities = config.authorities().map(directory::resolve);
        String ssl =
                Objects.requireNonNullElse(
                        part(found, "ssl", environment),
                        authorities.isPresent() ? SSL_VERIFIED : "prefer");
        if (!SSL_MODES.contains(ssl) || (authorities.isPresent() && !ssl.equals(SSL_VERIFIED))) {
            throw invalid(
                    "`state.store` has sslmode="
                            + ssl
                            + (authorities.isPresent() ? " beside `ca-file`" : ""));
        }
        return new PostgresAddress(
                Objects.requireNonNull(part(found, "host", environment)),
                port(part(found, "port", environment)),
                Objects.requireNonNull(part(found, "database", environment)),
                Objects.requireNonNullElse(part(found, "user", environment), ""),
                Objects.requireNonNullElse(part(found, "password", environment), ""),
                ssl,
                authorities);
    }

    private static @Nullable String part(
            Matcher found, String name, Map<String, String> environment) {
        String text = found.group(name);
        if (text == null) {
            return null;
        }
        if (text.contains("${")) {
            return EnvironmentSubstitution.fill(
                    text,
                    environment,
                    variable ->
                            new ProblemException(
                                    StateDatabase.unavailable(
                                            "`state.store` names the variable "
                                                    + variable
                                                    + " (expected: one of the environment)",
                                            "set it, or write the value into berth.yaml")));
        }
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid("`state.store` has a % in its " + name + " without two digits after it");
        }
    }

    private static int port(@Nullable String text) {
        if (text == null) {
            return PORT_DEFAULT;
        }
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port <= PORT_MAX) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw invalid("`state.store` has the port '" + text + "'");
    }

    private static ProblemException invalid(String what) {
        return new ProblemException(
                StateDatabase.unavailable(
                        what
                                + " (expected: postgresql://user:password@host:port/database, with"
                                + " ?sslmode=disable, prefer, require or verify-full after it if"
                                + " need be)",
                        "correct it in berth.yaml; a `:`, `@` or `/` in a password is"
                                + " percent-encoded, or comes from a variable, as ${NAME}"));
    }

    /// The address as JDBC has it, without user and password.
    String url() {
        return "jdbc:postgresql://"
                + host
                + ":"
                + port
                + "/"
                + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// Without user and password.
    @Override
    public String toString() {
        return "postgresql://" + host + ":" + port + "/" + database;
    }
}
