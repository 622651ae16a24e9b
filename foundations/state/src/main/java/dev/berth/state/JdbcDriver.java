package dev.berth.state;

import dev.berth.core.ProblemException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;

/// The driver of a database, found on the class path by its service file.
final class JdbcDriver {
    private JdbcDriver() {}

    /// Connects.
    ///
    /// @param artifact the driver's Maven coordinates, for the case that it is absent
    /// @throws ProblemException `state-unavailable` if it is
    static Connection connect(String artifact, String url, Map<String, String> settings)
            throws SQLException {
        var properties = new Properties();
        properties.putAll(settings);
        for (Driver driver : ServiceLoader.load(Driver.class, JdbcDriver.class.getClassLoader())) {
            if (driver.acceptsURL(url)) {
                return driver.connect(url, properties);
            }
        }
        throw new ProblemException(
                StateDatabase.unavailable(
                        "the driver of the state's database is not on the class path",
                        "add " + artifact + " to the application's dependencies"));
    }
}
