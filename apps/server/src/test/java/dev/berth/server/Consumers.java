package dev.berth.server;

import dev.berth.server.auth.ApiKeyToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/// Keys of a test's consumers, and the `berth.yaml` that declares them.
final class Consumers {
    static final Consumers KEYS = new Consumers();

    private final SecureRandom random = new SecureRandom();
    final ApiKeyToken shop = ApiKeyToken.generate(random);
    final ApiKeyToken shopNext = ApiKeyToken.generate(random);
    final ApiKeyToken expired = ApiKeyToken.generate(random);
    final ApiKeyToken revoked = ApiKeyToken.generate(random);
    final ApiKeyToken operator = ApiKeyToken.generate(random);
    final ApiKeyToken stranger = ApiKeyToken.generate(random);

    private Consumers() {}

    /// `shop` calls `fake` alone, `operator` everything, and manages.
    String yaml() {
        return """
        name: test
        consumers:
          shop:
            purpose: Ranks what the shop shows
            contact: team-shop@example.org
            models: [fake]
            keys:
              - hash: %s
              - {hash: "%s", expires: 2999-01-01T00:00:00Z}
              - {hash: "%s", expires: 2020-01-01T00:00:00Z}
              - {hash: "%s", revoked: true}
          operator:
            purpose: Rolls models out
            management: true
            keys:
              - hash: %s
        """
                .formatted(
                        shop.hash(),
                        shopNext.hash(),
                        expired.hash(),
                        revoked.hash(),
                        operator.hash());
    }

    static void write(Path directory, String yaml) {
        try {
            Path next = Files.writeString(directory.resolve(".next"), yaml);
            Files.move(
                    next,
                    directory.resolve("berth.yaml"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
