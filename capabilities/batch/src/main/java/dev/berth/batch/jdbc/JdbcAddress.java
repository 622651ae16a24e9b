package dev.berth.batch.jdbc;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.EnvironmentSubstitution;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.regex.Pattern;

/// Address of a database.
///
/// @param url as JDBC has it, with `${NAME}` for variables of the environment, such as a password
public record JdbcAddress(String url) {
    private static final Pattern SECRET =
            Pattern.compile("(?i)(password=(?!\\$\\{)[^&]|//[^/@]*:(?!\\$\\{)[^/@]*@)");

    /// Characters of a database's message that are passed on: it can quote rows.
    private static final int REASON_MAX = 500;

    /// @throws ProblemException `batch-invalid` if it is none, or holds a password
    public JdbcAddress {
        if (!isMeant(url)) {
            throw new ProblemException(
                    ProblemCode.BATCH_INVALID,
                    "the address '" + url + "' of a database (expected: jdbc:…)",
                    "write it as in jdbc:postgresql://host/database?user=name&password=${PASSWORD}");
        }
        if (SECRET.matcher(url).find()) {
            throw new ProblemException(
                    ProblemCode.BATCH_INVALID,
                    "a password in the address of a database, which is kept in the report (expected:"
                            + " the name of a variable)",
                    "write password=${NAME} in single quotes, and set NAME in the environment");
        }
    }

    /// Whether a text is the address of a database.
    public static boolean isMeant(String text) {
        return text.startsWith("jdbc:");
    }

    /// A name in quotes.
    ///
    /// @param name perhaps with that of its schema and a dot before it
    static String quoted(String name) {
        List<String> names = new ArrayList<>();
        for (String each : name.split("\\.", -1)) {
            names.add(quotedWhole(each));
        }
        return String.join(".", names);
    }

    /// A name in quotes, whose dots are part of it.
    static String quotedWhole(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /// What a database says of a failure. That of a statement for many rows quotes them all; what
    /// is wrong with them follows it.
    static String reason(SQLException failure) {
        SQLException told = failure;
        if (failure instanceof BatchUpdateException) {
            if (failure.getNextException() != null) {
                told = failure.getNextException();
            } else if (failure.getCause() instanceof SQLException cause) {
                told = cause;
            }
        }
        String text = String.valueOf(told.getMessage());
        return text.length() > REASON_MAX ? text.substring(0, REASON_MAX) + "…" : text;
    }

    /// A new connection.
    ///
    /// @param environment for the variables
    /// @param settings of the driver
    Connection connect(Map<String, String> environment, Properties settings) throws SQLException {
        String filled =
                EnvironmentSubstitution.fill(
                        url,
                        environment,
                        name ->
                                new ProblemException(
                                        ProblemCode.BATCH_INVALID,
                                        "${"
                                                + name
                                                + "} in the address of the database is not set"
                                                + " (expected: a variable of the environment)",
                                        "set " + name));
        for (Driver driver : ServiceLoader.load(Driver.class)) {
            if (driver.acceptsURL(filled)) {
                Connection connection = driver.connect(filled, settings);
                if (connection != null) {
                    return connection;
                }
            }
        }
        throw new ProblemException(
                ProblemCode.BATCH_INVALID,
                "no JDBC driver takes '" + url + "' (expected: one on the class path)",
                "add the driver's jar, or correct the address, as in"
                        + " jdbc:postgresql://host/database?user=name&password=${PASSWORD}");
    }
}
