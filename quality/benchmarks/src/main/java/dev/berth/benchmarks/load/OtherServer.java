package dev.berth.benchmarks.load;

import dev.berth.benchmarks.process.ProcessUsage;
import java.net.URI;
import java.util.Optional;

/// Server with the tiny model that another process started.
///
/// @param name in the report
/// @param form protocol of its requests
/// @param target its address, and its process if known
/// @param model its name for the tiny model
record OtherServer(String name, Form form, Target target, String model) {

    /// Protocol of a server.
    enum Form {
        JSON,
        GRPC
    }

    /// Parses `NAME=http://host:port/model[#pid]`, or `grpc://` instead of `http://`.
    ///
    /// @throws IllegalArgumentException if it does not have this form
    static OtherServer parse(String text) {
        int equals = text.indexOf('=');
        URI given = equals < 1 ? URI.create("") : URI.create(text.substring(equals + 1));
        String scheme = String.valueOf(given.getScheme());
        boolean known = scheme.equals("http") || scheme.equals("grpc");
        if (!known || given.getHost() == null || given.getPort() < 1 || isNoName(given.getPath())) {
            throw new IllegalArgumentException(
                    text
                            + " (expected: NAME=http://host:port/model, or grpc:// in place of"
                            + " http://; #pid behind it to count its processor time)");
        }
        Optional<ProcessUsage> usage =
                Optional.ofNullable(given.getFragment())
                        .map(pid -> new ProcessUsage(Long.parseLong(pid)));
        return new OtherServer(
                text.substring(0, equals),
                scheme.equals("grpc") ? Form.GRPC : Form.JSON,
                new Target(URI.create("http://" + given.getHost() + ":" + given.getPort()), usage),
                given.getPath().substring(1));
    }

    private static boolean isNoName(String path) {
        return path.length() < 2 || path.indexOf('/', 1) >= 0;
    }
}
