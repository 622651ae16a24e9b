package dev.berth.catalog.settings;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.document.TlsSettingsCheck;
import dev.berth.core.RemoteName;
import dev.berth.core.system.RemoteCluster;
import dev.berth.core.system.RemoteServers;
import dev.berth.core.system.RemoteTls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reader of the other servers that a system's endpoints may call. Whether files and names that it
/// has are there is found out by the component that calls them.
final class RemotesReader {
    private static final List<String> PLACES = List.of("servers", "dns", "kubernetes");
    private static final int PORT_MAX = 65_535;

    private final Path directory;

    /// @param directory which the files are named from
    RemotesReader(Path directory) {
        this.directory = directory;
    }

    /// Those without errors.
    List<RemoteCluster> read(Optional<DocumentNode> remotes) {
        List<RemoteCluster> read = new ArrayList<>();
        remotes.map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach((name, place) -> remote(name, place).ifPresent(read::add));
        return read;
    }

    private Optional<RemoteCluster> remote(String name, DocumentNode place) {
        if (!place.isSound() || place.hasUnsoundEntry()) {
            return Optional.empty();
        }
        List<String> given = given(place, PLACES);
        if (given.size() != 1) {
            place.error(
                    given.isEmpty() ? "no servers" : String.join(" and ", given),
                    "one of servers, dns and kubernetes",
                    "say once where its servers are");
        }
        TlsSettingsCheck.check(place);
        Optional<RemoteServers> servers = servers(place);
        return place.isSound() && servers.isPresent()
                ? Optional.of(
                        new RemoteCluster(
                                new RemoteName(name),
                                servers.get(),
                                tls(place),
                                place.text("key-from")))
                : Optional.empty();
    }

    private static List<String> given(DocumentNode place, List<String> keys) {
        return keys.stream().filter(key -> place.child(key).isPresent()).toList();
    }

    private static Optional<RemoteServers> servers(DocumentNode place) {
        Optional<DocumentNode> dns = place.child("dns");
        Optional<DocumentNode> kubernetes = place.child("kubernetes");
        if (dns.isPresent()) {
            return dns.get()
                    .text()
                    .filter(text -> hasPort(dns.get(), text))
                    .map(RemotesReader::dns);
        }
        return kubernetes.isPresent() ? kubernetes(kubernetes.get()) : listed(place);
    }

    private static Optional<RemoteServers> listed(DocumentNode place) {
        List<String> addresses = new ArrayList<>();
        for (DocumentNode item : place.items("servers")) {
            item.text().filter(text -> hasPort(item, text)).ifPresent(addresses::add);
        }
        return addresses.size() == place.items("servers").size() && !addresses.isEmpty()
                ? Optional.of(new RemoteServers.Listed(addresses))
                : Optional.empty();
    }

    private static boolean hasPort(DocumentNode place, String address) {
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        if (port >= 1 && port <= PORT_MAX) {
            return true;
        }
        place.error("port " + port, "1 to " + PORT_MAX, "write the port that it listens at");
        return false;
    }

    private static RemoteServers dns(String address) {
        int colon = address.lastIndexOf(':');
        return new RemoteServers.Dns(
                address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    private static Optional<RemoteServers> kubernetes(DocumentNode place) {
        Optional<String> namespace = place.text("namespace");
        Optional<String> service = place.text("service");
        return place.hasUnsoundEntry() || namespace.isEmpty() || service.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new RemoteServers.Kubernetes(
                                namespace.get(), service.get(), place.text("port")));
    }

    private Optional<RemoteTls> tls(DocumentNode place) {
        if (!TlsSettingsCheck.isTls(place)) {
            return Optional.empty();
        }
        Optional<Path> certificate = place.text("cert-file").map(directory::resolve);
        Optional<Path> key = place.text("key-file").map(directory::resolve);
        return Optional.of(
                new RemoteTls(
                        place.text("ca-file").map(directory::resolve),
                        certificate.flatMap(
                                shown -> key.map(file -> new RemoteTls.Identity(shown, file)))));
    }
}
