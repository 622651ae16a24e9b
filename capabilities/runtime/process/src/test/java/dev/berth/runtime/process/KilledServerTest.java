package dev.berth.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledServerTest {
    @TempDir private Path folder;

    @Test
    void kill_serverWithAWorker_endsTheWorkerAndLeavesWhatTheNextDeletes() throws IOException {
        Path place = Files.createTempDirectory("bw");
        Path model = Files.writeString(folder.resolve("model.txt"), "");
        Process server = start(place, model);
        long worker = Long.parseLong(server.inputReader().readLine());
        assertThat(ProcessHandle.of(worker)).isPresent();

        server.destroyForcibly();

        Await.until(() -> ProcessHandle.of(worker).filter(ProcessHandle::isAlive).isEmpty());
        assertThat(place).isNotEmptyDirectory();
        WorkerFolder.create(List.of(place)).close();
        assertThat(place).isEmptyDirectory();
    }

    @Test
    void kill_serverWhoseWorkerHangsAtTheLoad_endsTheWorker() throws IOException {
        Path place = Files.createTempDirectory("bw");
        Path model = Files.writeString(folder.resolve("model.txt"), "hang");
        Process server = start(place, model);
        Path begun = model.resolveSibling("model.txt.begun");
        Await.until(() -> Files.exists(begun));
        ProcessHandle worker = server.descendants().findFirst().orElseThrow();

        server.destroyForcibly();

        Await.until(() -> !worker.isAlive());
    }

    private static Process start(Path place, Path model) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledServer.class.getName(),
                        place.toString(),
                        model.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
