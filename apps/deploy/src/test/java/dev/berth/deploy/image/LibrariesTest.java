package dev.berth.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LibrariesTest {
    @Test
    void isNeeded_libraryOfAPartThatTheSystemLacks_isNot() {
        Set<SystemNeeds> plain = EnumSet.of(SystemNeeds.ONNX);

        assertThat(Libraries.isNeeded("duckdb_jdbc-2.0.jar", plain)).isFalse();
        assertThat(Libraries.isNeeded("rocksdbjni-11.1.1.jar", plain)).isFalse();
        assertThat(Libraries.isNeeded("tokenizers-0.36.0.jar", plain)).isFalse();
        assertThat(Libraries.isNeeded("onnxruntime-1.28.0.jar", plain)).isTrue();
    }

    @Test
    void isNeeded_libraryOfAPartThatTheSystemHas_is() {
        Set<SystemNeeds> features = EnumSet.of(SystemNeeds.FEATURES, SystemNeeds.REDIS);

        assertThat(Libraries.isNeeded("duckdb_jdbc-2.0.jar", features)).isTrue();
        assertThat(Libraries.isNeeded("lettuce-core-7.2.1.RELEASE.jar", features)).isTrue();
        assertThat(Libraries.isNeeded("rocksdbjni-11.1.1.jar", features)).isFalse();
    }

    @Test
    void isNeeded_jarThatIsNotListed_stays() {
        assertThat(Libraries.isNeeded("my-steps-1.jar", Set.of())).isTrue();
    }

    @Test
    void isNeeded_librariesOfThisCommand_areNot() {
        assertThat(Libraries.isNeeded("jib-core-0.28.1.jar", EnumSet.allOf(SystemNeeds.class)))
                .isFalse();
    }
}
