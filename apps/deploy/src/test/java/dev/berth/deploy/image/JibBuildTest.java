package dev.berth.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JibBuildTest {
    @TempDir Path folder;

    private OciLayout built(String name, String model) throws IOException, InterruptedException {
        Path own = folder.resolve(name);
        JibBuild build = SampleImage.build(own, model);
        build.toTar(own.resolve("image.tar"), "localhost/sample:1");
        return OciLayout.unpack(own.resolve("image.tar"), own.resolve("layout"));
    }

    @Test
    void toTar_sameContentInAnotherFolder_hasTheSameDigest()
            throws IOException, InterruptedException {
        assertThat(built("one", "model").image().digest())
                .isEqualTo(built("other/deeper", "model").image().digest());
    }

    @Test
    void toTar_changedModel_changesItsLayerAlone() throws IOException, InterruptedException {
        List<OciLayout.Descriptor> before = built("before", "model").layers();
        List<OciLayout.Descriptor> changed = new ArrayList<>(built("after", "other").layers());

        assertThat(changed).hasSameSizeAs(before);
        changed.removeAll(before);
        assertThat(changed).hasSize(1);
    }
}
