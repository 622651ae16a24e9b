package dev.berth.deploy.image;

import com.google.cloud.tools.jib.api.CredentialRetriever;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;

/// How registries are spoken to: credentials from where `podman` and `docker` keep them, TLS unless
/// it is said otherwise.
///
/// @param isInsecureAllowed whether a registry may answer in the clear, or with a certificate of an
///   unknown authority
/// @param environment of the process
/// @param home the user's folder
record RegistryAccess(boolean isInsecureAllowed, Map<String, String> environment, Path home) {
    private static final Duration TIME_MAX = Duration.ofSeconds(15);

    RegistryAccess {
        environment = Map.copyOf(environment);
    }

    RegistryImage authenticated(RegistryImage image, ImageReference reference) {
        retrievers(reference).forEach(image::addCredentialRetriever);
        return image;
    }

    /// Those of the registry, in the order in which they are tried: `REGISTRY_AUTH_FILE`, podman's
    /// files, `DOCKER_CONFIG` and Docker's file with the credential helpers that these name, then
    /// the helpers of well-known registries.
    List<CredentialRetriever> retrievers(ImageReference reference) {
        var factory = CredentialRetrieverFactory.forImage(reference, _ -> {}, environment);
        List<CredentialRetriever> retrievers = new ArrayList<>();
        for (Path file : files()) {
            if (Files.isRegularFile(file)) {
                retrievers.add(factory.dockerConfig(file));
            }
        }
        retrievers.add(factory.wellKnownCredentialHelpers());
        return retrievers;
    }

    /// Refuses a registry that cannot be reached, or does not speak TLS as it should: Jib would try
    /// for a minute. Nothing is asked where such are allowed.
    ///
    /// @throws ProblemException `registry-unavailable`
    void requireReachable(ImageReference reference) throws InterruptedException {
        if (isInsecureAllowed) {
            return;
        }
        try (HttpClient client =
                HttpClient.newBuilder()
                        .connectTimeout(TIME_MAX)
                        .proxy(ProxySelector.getDefault())
                        .build()) {
            client.send(
                    HttpRequest.newBuilder(
                                    URI.create("https://" + reference.getRegistry() + "/v2/"))
                            .timeout(TIME_MAX)
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        } catch (SSLException e) {
            throw RegistryProblems.insecure(reference.getRegistry(), e);
        } catch (IOException e) {
            throw RegistryProblems.of(e);
        }
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        add(files, "REGISTRY_AUTH_FILE", "");
        add(files, "XDG_RUNTIME_DIR", "containers/auth.json");
        add(files, "XDG_CONFIG_HOME", "containers/auth.json");
        files.add(home.resolve(".config").resolve("containers").resolve("auth.json"));
        add(files, "DOCKER_CONFIG", "config.json");
        files.add(home.resolve(".docker").resolve("config.json"));
        return files;
    }

    private void add(List<Path> files, String variable, String below) {
        String value = environment.getOrDefault(variable, "");
        if (!value.isEmpty()) {
            files.add(Path.of(value).resolve(below));
        }
    }
}
