package dev.berth.catalog;

import dev.berth.core.RemoteName;
import dev.berth.core.system.Remote;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads which other servers a system's endpoints may call.
final class RemotesReader {
    private RemotesReader() {}

    /// Those without mistakes.
    static List<Remote> read(Optional<Place> remotes) {
        List<Remote> read = new ArrayList<>();
        remotes.map(Place::entries)
                .orElse(Map.of())
                .forEach((name, place) -> remote(name, place).ifPresent(read::add));
        return read;
    }

    private static Optional<Remote> remote(String name, Place place) {
        List<String> servers =
                place.child("servers").map(Place::items).orElse(List.of()).stream()
                        .flatMap(item -> item.text().stream())
                        .toList();
        if (!place.isSound() || place.hasUnsoundEntry() || servers.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Remote(
                        new RemoteName(name),
                        servers,
                        place.truth("tls").orElse(false),
                        place.text("key-from")));
    }
}
