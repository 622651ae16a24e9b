package dev.berth.deploy.image;

import dev.berth.testkit.Await;
import dev.berth.testkit.tls.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A real registry of images, Debian's `docker-registry`, on a loopback port.
final class DockerRegistry implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/docker-registry");

    private final Process process;
    private final int port;
    private final Path storage;

    private DockerRegistry(Process process, int port, Path storage) {
        this.process = process;
        this.port = port;
        this.storage = storage;
    }

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /// @param further lines of the configuration
    /// @param certificates with which it speaks TLS
    static DockerRegistry start(Path folder, String further, Optional<Certificates> certificates)
            throws IOException, InterruptedException {
        int port = freePort();
        Path storage = Files.createDirectories(folder.resolve("storage"));
        Path configuration =
                Files.writeString(
                        folder.resolve("registry.yml"),
                        """
                        version: 0.1
                        storage:
                          filesystem:
                            rootdirectory: %s
                        http:
                          addr: 127.0.0.1:%d%s
                        %s
                        """
                                .formatted(
                                        storage,
                                        port,
                                        certificates.map(DockerRegistry::tls).orElse(""),
                                        further));
        Process process =
                new ProcessBuilder(PROGRAM.toString(), "serve", configuration.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("registry.log").toFile())
                        .start();
        var registry = new DockerRegistry(process, port, storage);
        Await.until("the registry answers", registry::isUp);
        return registry;
    }

    private static String tls(Certificates certificates) {
        return "\n  tls:\n    certificate: "
                + certificates.certificate("server")
                + "\n    key: "
                + certificates.key("server");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean isUp() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    String host() {
        return "localhost:" + port;
    }

    HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .header("Accept", accept)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /// Bytes of all blobs that it has.
    long storedBytes() throws IOException {
        long bytes = 0;
        for (Path file : StagingFolder.files(storage)) {
            bytes += file.getFileName().toString().equals("data") ? Files.size(file) : 0;
        }
        return bytes;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
