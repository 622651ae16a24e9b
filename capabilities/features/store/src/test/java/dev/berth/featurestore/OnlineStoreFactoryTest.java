package dev.berth.featurestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.RedisStoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnlineStoreFactoryTest {
    @TempDir private Path directory;

    private Problem refusal(RedisStoreConfig store) {
        var address =
                new OnlineStoreFactory(directory, Optional.of(store), Map.of("HOST", "127.0.0.1"));
        ProblemException refused = catchThrowableOfType(ProblemException.class, address::open);
        assertThat(refused.problem().code()).isEqualTo(ProblemCode.ONLINE_STORE_UNAVAILABLE);
        return refused.problem();
    }

    @Test
    void variable_thatIsNotSet_isNamed() {
        assertThat(refusal(RedisStoreConfig.of("redis://${NOWHERE}:6379")).message())
                .contains("NOWHERE");
    }

    @Test
    void authorities_thatAreNotThere_areNamedFromTheSystemsFolder() {
        var store = new RedisStoreConfig("rediss://${HOST}:1", Optional.of("tls/ca.pem"));
        assertThat(refusal(store).toString())
                .contains(directory.resolve("tls/ca.pem").toString())
                .doesNotContain("${HOST}");
    }

    @Test
    void authorities_thatAreNoCertificates_areAProblem() throws IOException {
        Files.writeString(directory.resolve("ca.pem"), "no certificate");
        var store = new RedisStoreConfig("rediss://${HOST}:1", Optional.of("ca.pem"));
        assertThat(refusal(store).remedy()).isNotEmpty();
    }
}
