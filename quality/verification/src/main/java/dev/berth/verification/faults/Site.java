package dev.berth.verification.faults;

import dev.berth.verification.load.TripleSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Three servers of one model, each behind a proxy.
///
/// @param places the servers, each on a host of its own for a client
record Site(List<Place> places) implements AutoCloseable {
    private static final int SERVERS = 3;
    private static final int FIRST_HOST = 2;
    private static final long SEEDS_APART = 1L << 32;

    Site {
        places = List.copyOf(places);
    }

    /// Server with its proxy.
    record Place(ServerProcess server, Proxy proxy) {}

    /// Starts all servers, and waits until they listen.
    ///
    /// @param folder for the system and the servers' output
    /// @param seed of the proxies' randomness
    static Site start(Path folder, long seed) throws IOException, InterruptedException {
        Path system = folder.resolve("system");
        TripleSystem.write(system);
        List<Place> places = new ArrayList<>();
        List<ServerProcess> servers = new ArrayList<>();
        try {
            for (int i = 0; i < SERVERS; i++) {
                Path own = Files.createDirectories(folder.resolve("server-" + (i + 1)));
                Optional<ShiftedClock> clock = ShiftedClock.in(own);
                servers.add(ServerProcess.start(system, host(i), own.resolve("log"), clock));
            }
            for (int i = 0; i < SERVERS; i++) {
                int port = servers.get(i).awaitPort();
                places.add(
                        new Place(
                                servers.get(i),
                                Proxy.start(host(i), port, seed + i * SEEDS_APART)));
            }
        } catch (IOException | RuntimeException e) {
            servers.forEach(ServerProcess::close);
            throw e;
        }
        return new Site(places);
    }

    private static String host(int index) {
        return "127.0.0." + (FIRST_HOST + index);
    }

    String[] addresses() {
        return places.stream().map(place -> place.proxy().address()).toArray(String[]::new);
    }

    @Override
    public void close() throws IOException {
        for (Place place : places) {
            place.server().close();
            place.proxy().close();
        }
    }
}
