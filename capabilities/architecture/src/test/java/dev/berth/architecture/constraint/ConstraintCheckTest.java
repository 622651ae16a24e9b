package dev.berth.architecture.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.berth.architecture.constraint.Rule.Along;
import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.SystemGraph;
import dev.berth.core.system.SourceLocation;
import dev.berth.expression.Expression.UncompilableException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ConstraintCheckTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// It takes 353 MB: some 5 kB for each component and rule. What takes steps for each pair of
    /// components takes more.
    private static final long BYTES_MAX = 450_000_000;

    private static final int GRAPHS = 500 * Integer.getInteger("berth.cases.factor", 1);
    private static final SourceLocation PLACE = new SourceLocation(Path.of("rules.yaml"), 3);

    private static Selection selection(String text) {
        try {
            return Selection.compile(text);
        } catch (UncompilableException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static final Selection ENDS = selection("tier == 't0'");
    private static final Selection OTHERS = selection("site == 's0'");
    private static final Selection PASSES = selection("tier == 't1'");
    private static final Selection BUDGETED = selection("name.startsWith('c10')");
    private static final Selection ALL = selection("true");

    private static ConstraintResult check(SystemGraph graph, Rule rule) {
        return ConstraintCheck.of(
                        graph, List.of(new Constraint("rule", "", Optional.empty(), rule, PLACE)))
                .getFirst();
    }

    private static Set<String> ids(SystemGraph graph, String tierOrSite) {
        return graph.components().stream()
                .filter(
                        each ->
                                each.facts().tier().equals(Optional.of(tierOrSite))
                                        || each.facts().site().equals(Optional.of(tierOrSite)))
                .map(Component::id)
                .collect(Collectors.toSet());
    }

    /// Violations are one for each beginning with a path, and each is among the shortest paths.
    private static int comparePaths(
            SystemGraph graph, ConstraintResult result, Along along, Set<String> barriers) {
        var brute = new BruteForce(graph);
        Set<String> ends = ids(graph, "s0");
        int broken = 0;
        for (String begin : ids(graph, "t0")) {
            List<List<String>> paths =
                    brute.paths(begin, along.kind(), _ -> true).stream()
                            .filter(path -> ends.contains(path.getLast()))
                            .filter(
                                    path ->
                                            path.subList(1, path.size() - 1).stream()
                                                    .noneMatch(barriers::contains))
                            .toList();
            List<Violation> found =
                    result.violations().stream()
                            .filter(each -> each.path().getFirst().equals(begin))
                            .toList();
            assertThat(found).hasSize(paths.isEmpty() ? 0 : 1);
            if (!paths.isEmpty()) {
                broken++;
                List<String> path = found.getFirst().path();
                assertThat(paths).contains(path);
                assertThat(path.size())
                        .isEqualTo(paths.stream().mapToInt(List::size).min().orElseThrow());
            }
        }
        assertThat(result.count()).isEqualTo(broken);
        return broken;
    }

    @Test
    void paths_equalThoseOfASearchThroughAll() {
        int broken = 0;
        int held = 0;
        for (int seed = 0; seed < GRAPHS; seed++) {
            SystemGraph graph = RandomGraphs.of(new Random(seed), 8, 18);
            for (Along along : Along.values()) {
                int guarded =
                        comparePaths(
                                graph,
                                check(graph, new Rule.EveryPath(ENDS, OTHERS, PASSES, along)),
                                along,
                                ids(graph, "t1"));
                comparePaths(
                        graph,
                        check(graph, new Rule.NeverReaches(ENDS, OTHERS, along)),
                        along,
                        Set.of());
                broken += guarded > 0 ? 1 : 0;
                held += guarded > 0 ? 0 : 1;
            }
        }
        assertThat(broken).isGreaterThan(GRAPHS / 4);
        assertThat(held).isGreaterThan(GRAPHS / 4);
    }

    @Test
    void data_equalsASearchThroughAllPaths() {
        int broken = 0;
        for (int seed = 0; seed < GRAPHS; seed++) {
            SystemGraph graph = RandomGraphs.of(new Random(seed), 8, 18);
            var brute = new BruteForce(graph);
            Set<String> reached =
                    graph.components().stream()
                            .filter(each -> each.facts().data().contains("personal"))
                            .flatMap(
                                    each -> {
                                        List<String> ids = new ArrayList<>(List.of(each.id()));
                                        brute.paths(
                                                        each.id(),
                                                        Flow.Kind.DATA,
                                                        flow ->
                                                                flow.data().isEmpty()
                                                                        && !graph.component(
                                                                                        flow.from())
                                                                                .facts()
                                                                                .removes()
                                                                                .contains(
                                                                                        "personal"))
                                                .forEach(path -> ids.add(path.getLast()));
                                        return ids.stream();
                                    })
                            .collect(Collectors.toSet());
            reached.retainAll(ids(graph, "s0"));
            ConstraintResult result = check(graph, new Rule.NeverReachesData("personal", OTHERS));
            assertThat(
                            result.violations().stream()
                                    .map(each -> each.path().getLast())
                                    .collect(Collectors.toSet()))
                    .isEqualTo(reached);
            broken += reached.isEmpty() ? 0 : 1;
        }
        assertThat(broken).isBetween(GRAPHS / 8, GRAPHS - GRAPHS / 8);
    }

    @Test
    void cycles_areFoundWhereThereAreAny() {
        int broken = 0;
        for (int seed = 0; seed < GRAPHS; seed++) {
            SystemGraph graph = RandomGraphs.of(new Random(seed), 8, 18);
            Set<String> among = ids(graph, "t0");
            among.addAll(ids(graph, "t1"));
            for (Along along : Along.values()) {
                boolean hasCycle =
                        new BruteForce(graph)
                                .hasCycle(
                                        among,
                                        along.kind(),
                                        flow -> along == Along.CALLS || !graph.isOfCall(flow));
                ConstraintResult result =
                        check(graph, new Rule.NoCycle(selection("tier in ['t0', 't1']"), along));
                assertThat(result.isMet()).isEqualTo(!hasCycle);
                for (Violation violation : result.violations()) {
                    List<String> path = violation.path();
                    assertThat(path.getFirst()).isEqualTo(path.getLast());
                    assertThat(among).containsAll(path);
                    assertThat(Set.copyOf(path)).hasSize(path.size() - 1);
                    for (int i = 0; i + 1 < path.size(); i++) {
                        assertThat(violation.flows().get(i).from()).isEqualTo(path.get(i));
                        assertThat(violation.flows().get(i).to()).isEqualTo(path.get(i + 1));
                    }
                }
                broken += hasCycle ? 1 : 0;
            }
        }
        assertThat(broken).isBetween(GRAPHS / 8, 2 * GRAPHS - GRAPHS / 8);
    }

    @Test
    void singlePoints_areThoseWhoseFailureTakesDownOthers() {
        int broken = 0;
        for (int seed = 0; seed < GRAPHS; seed++) {
            SystemGraph graph = RandomGraphs.of(new Random(seed), 8, 18);
            var brute = new BruteForce(graph);
            Set<String> of = ids(graph, "s0");
            // Those that fail at once count once.
            Set<Set<String>> expected =
                    graph.components().stream()
                            .filter(
                                    each ->
                                            each.facts().replicas().orElse(1) == 1
                                                    || !each.facts().failsWith().isEmpty())
                            .map(Component::id)
                            .filter(
                                    id ->
                                            brute.down(id).stream()
                                                    .anyMatch(
                                                            down ->
                                                                    !together(graph, id)
                                                                                    .contains(down)
                                                                            && of.contains(down)))
                            .map(id -> together(graph, id))
                            .collect(Collectors.toSet());
            ConstraintResult result = check(graph, new Rule.NoSinglePoint(ALL, OTHERS));
            assertThat(result.count()).isEqualTo(expected.size());
            broken += expected.isEmpty() ? 0 : 1;
        }
        assertThat(broken).isBetween(GRAPHS / 8, GRAPHS - GRAPHS / 8);
    }

    private static Set<String> together(SystemGraph graph, String id) {
        return graph.components().stream()
                .filter(
                        each ->
                                each.id().equals(id)
                                        || each.facts().failsWith().stream()
                                                .anyMatch(
                                                        graph.component(id).facts().failsWith()
                                                                ::contains))
                .map(Component::id)
                .collect(Collectors.toSet());
    }

    /// All rules together on a system of 5,000 components and 20,000 flows, in which most reach
    /// most; budgets of 111 of them. The memory that the check takes on the way grows with its
    /// steps.
    @Test
    void check_ofALargeSystem_takesFewSteps() {
        List<Rule> rules =
                List.of(
                        new Rule.EveryPath(ENDS, OTHERS, PASSES, Along.DATA),
                        new Rule.EveryPath(ENDS, OTHERS, PASSES, Along.CALLS),
                        new Rule.NeverReaches(ENDS, OTHERS, Along.DATA),
                        new Rule.NeverReachesData("personal", OTHERS),
                        new Rule.NeverCalls(ENDS, OTHERS),
                        new Rule.NoCycle(ALL, Along.CALLS),
                        new Rule.NoCycle(ALL, Along.DATA),
                        new Rule.NoSinglePoint(ALL, OTHERS),
                        new Rule.Budget(Rule.Quantity.LATENCY, BUDGETED, 1),
                        new Rule.Budget(Rule.Quantity.AVAILABILITY, BUDGETED, 0.9),
                        new Rule.Budget(Rule.Quantity.COST, BUDGETED, 1),
                        new Rule.Each(ENDS, selection("size(callers) < 100")),
                        new Rule.Some(ENDS));
        List<Constraint> constraints = new ArrayList<>();
        for (Rule rule : rules) {
            constraints.add(
                    new Constraint("r" + constraints.size(), "", Optional.empty(), rule, PLACE));
        }
        assertThat(allocated(5_000, constraints)).isLessThan(BYTES_MAX);
    }

    /// Bytes that the check of a system takes, with four flows for each component.
    private static long allocated(int components, List<Constraint> constraints) {
        SystemGraph graph = RandomGraphs.ofSize(new Random(11), components, 4 * components);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        assertThat(ConstraintCheck.of(graph, constraints)).hasSameSizeAs(constraints);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
