package dev.berth.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import dev.berth.testkit.scheduling.SystemThread;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class LowPriorityTest {
    @Test
    void threads_evenThoseThatSuchABegins_areNicerThanTheProcessByTheSame() throws Exception {
        var factory = LowPriority.threads(Thread.ofPlatform().daemon());
        var done = new CompletableFuture<Void>();
        factory.newThread(() -> factory.newThread(() -> completeIfLow(done)).start()).start();
        var _ = Await.result(done);
    }

    private static void completeIfLow(CompletableFuture<Void> done) {
        try {
            SystemThread.CURRENT.assertPriority(10, Scheduling.LONGEST_SLICE_NANOS);
            done.complete(null);
        } catch (AssertionError e) {
            done.completeExceptionally(e);
        }
    }

    @Test
    void ofCompilers_keepTheirNiceValueAndGetALongSlice() throws IOException {
        LowPriority.ofCompilers();

        assertThat(SystemThread.named("C1 CompilerThre"))
                .isNotEmpty()
                .allSatisfy(thread -> thread.assertPriority(0, Scheduling.LONGEST_SLICE_NANOS));
    }

    @Test
    void lowest_isIdle_whereTheSystemAllowsIt() throws Exception {
        var policy = new CompletableFuture<Integer>();
        Thread thread =
                LowPriority.lowest(Thread.ofPlatform())
                        .newThread(() -> policy.complete(SystemThread.CURRENT.policy()));
        thread.start();
        // SCHED_IDLE, or the policy of all if that is refused, as in some containers.
        assertThat(Await.result(policy)).isEqualTo(Scheduling.isSupported() ? 5 : 0);
        thread.join();
        // No other thread is.
        assertThat(SystemThread.CURRENT.policy()).isZero();
    }
}
