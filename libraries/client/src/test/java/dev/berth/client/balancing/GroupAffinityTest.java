package dev.berth.client.balancing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.assignment.LoadBound;
import dev.berth.core.assignment.ModelAssignment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Choice among servers that are preferred for a model.
final class GroupAffinityTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int SERVERS = 5;

    private final FakeClock clock = new FakeClock();
    private final List<Address> servers =
            IntStream.range(0, SERVERS).mapToObj(i -> Address.of("10.0.0." + i, 8080)).toList();

    private ServerGroup group(ModelAffinity affinity, Duration slowStart) {
        var group =
                new ServerGroup(
                        new GroupPolicy(EjectionPolicy.defaults(), slowStart)
                                .withAffinity(affinity),
                        clock,
                        new Random(SEED),
                        new GroupListener() {});
        group.replace(servers);
        return group;
    }

    private ServerGroup group(int copies) {
        return group(ModelAffinity.of(copies), Duration.ZERO);
    }

    private List<String> order(String model) {
        return ModelAssignment.order(model, servers.stream().map(Address::toString).toList());
    }

    private String answered(ServerGroup group, String model) {
        AttemptLease turn = group.take(model, List.of()).orElseThrow();
        clock.move(Duration.ofMillis(1));
        turn.end(AttemptOutcome.ANSWERED);
        return turn.member().toString();
    }

    private static ServerState member(ServerGroup group, String address) {
        return group.members().stream()
                .filter(each -> each.toString().equals(address))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void calls_ofAModel_goToItsFirstServersAlone() {
        for (int copies = 1; copies <= SERVERS; copies++) {
            ServerGroup group = group(copies);
            for (int i = 0; i < 50; i++) {
                String model = "m" + i;
                Set<String> called = new HashSet<>();
                IntStream.range(0, 60).forEach(call -> called.add(answered(group, model)));

                assertThat(called)
                        .as("seed " + SEED)
                        .containsExactlyInAnyOrderElementsOf(order(model).subList(0, copies));
            }
        }
    }

    @Test
    void models_areDividedAmongServers() {
        ServerGroup group = group(1);
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            counts.merge(answered(group, "m" + i), 1, Integer::sum);
        }
        assertThat(counts.values())
                .hasSize(SERVERS)
                .allSatisfy(n -> assertThat(n).isBetween(140, 260));
    }

    @Test
    void slowOfTwoPreferred_getsFewCalls() {
        ServerGroup group = group(2);
        String slow = order("m").getFirst();
        int count = 0;
        for (int i = 0; i < 500; i++) {
            AttemptLease turn = group.take("m", List.of()).orElseThrow();
            boolean isSlow = turn.member().toString().equals(slow);
            clock.move(isSlow ? Duration.ofMillis(100) : Duration.ofMillis(1));
            turn.end(AttemptOutcome.ANSWERED);
            count += isSlow ? 1 : 0;
        }
        assertThat(count).as("seed " + SEED).isLessThan(25);
    }

    @Test
    void modelInGreatDemand_isSpreadWithinTheBound() {
        var bound = new LoadBound(1.25, 2);
        ServerGroup group = group(new ModelAffinity(1, bound), Duration.ZERO);
        Map<String, Integer> inFlight = new HashMap<>();
        for (int sent = 1; sent <= 100; sent++) {
            AttemptLease turn = group.take("m", List.of()).orElseThrow();
            inFlight.merge(turn.member().toString(), 1, Integer::sum);
            int most = bound.requestsMax(sent, SERVERS);
            assertThat(inFlight.values()).allSatisfy(n -> assertThat(n).isLessThanOrEqualTo(most));
        }
        assertThat(inFlight.get(order("m").getFirst())).isEqualTo(25);
        assertThat(inFlight).hasSize(SERVERS - 1).doesNotContainKey(order("m").getLast());
    }

    @Test
    void fewRequests_stayWithTheFirstServer() {
        ServerGroup group = group(1);
        for (int sent = 0; sent < LoadBound.defaults().requestsMin(); sent++) {
            assertThat(group.take("m", List.of()).orElseThrow().member())
                    .hasToString(order("m").getFirst());
        }
    }

    @Test
    void retriesAndHedges_goToTheNextInTheOrder() {
        ServerGroup group = group(1);
        List<ServerState> tried = new ArrayList<>();
        for (String expected : order("m")) {
            AttemptLease turn =
                    tried.size() % 2 == 0
                            ? group.take("m", tried).orElseThrow()
                            : group.takeOther("m", tried).orElseThrow();
            assertThat(turn.member()).hasToString(expected);
            tried.add(turn.member());
        }
        assertThat(group.takeOther("m", tried)).isEmpty();
    }

    @Test
    void serverThatIsNotReady_leavesItsModelsToTheNext_andGetsThemAgain() {
        ServerGroup group = group(1);
        String first = order("m").getFirst();
        group.checked(member(group, first), false);
        assertThat(answered(group, "m")).isEqualTo(order("m").get(1));

        group.checked(member(group, first), true);
        assertThat(answered(group, "m")).isEqualTo(first);
    }

    @Test
    void serverThatIsEjected_leavesItsModelsToTheNext() {
        ServerGroup group = group(1);
        String first = order("m").getFirst();
        for (int i = 0; i < EjectionPolicy.defaults().failuresInARow(); i++) {
            group.take("m", List.of()).orElseThrow().end(AttemptOutcome.FAILED);
        }
        assertThat(answered(group, "m")).isEqualTo(order("m").get(1));

        clock.move(Duration.ofMinutes(3));
        assertThat(answered(group, "m")).isEqualTo(first);
    }

    @Test
    void serverThatStarts_getsAGrowingShareOfItsModels() {
        ServerGroup group = group(ModelAffinity.of(1), Duration.ofSeconds(10));
        String first = order("m").getFirst();
        group.checked(member(group, first), false);
        group.checked(member(group, first), true);
        int atFirst = 0;
        for (int i = 0; i < 200; i++) {
            String called = answered(group, "m");
            assertThat(called).isIn(order("m").subList(0, 2));
            atFirst += called.equals(first) ? 1 : 0;
        }
        assertThat(atFirst).as("seed " + SEED).isBetween(5, 80);

        clock.move(Duration.ofSeconds(11));
        for (int i = 0; i < 50; i++) {
            assertThat(answered(group, "m")).isEqualTo(first);
        }
    }

    @Test
    void copies_none_areRejected() {
        assertThatThrownBy(() -> ModelAffinity.of(0)).hasMessageContaining("copies: 0");
    }
}
