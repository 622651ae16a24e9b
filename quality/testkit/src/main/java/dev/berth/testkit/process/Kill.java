package dev.berth.testkit.process;

import dev.berth.testkit.Await;
import java.util.concurrent.TimeUnit;

/// A `kill -9` at a random moment of a process's life.
public final class Kill {
    private Kill() {}

    /// Kills the process after so long, unless it has ended by itself; waits for its end.
    ///
    /// @return whether it was killed
    public static boolean after(Process process, long millis) throws InterruptedException {
        boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        var _ = Await.exit(process);
        return !ended;
    }
}
