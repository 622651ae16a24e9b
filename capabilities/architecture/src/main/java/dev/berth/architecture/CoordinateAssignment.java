package dev.berth.architecture;

import dev.berth.architecture.Layout.Item;
import java.util.ArrayList;
import java.util.List;

/// Finds where the items of each layer stand along it: near the mean of their neighbours, without
/// overlapping and in their order.
///
/// For one layer, with the neighbours where they are, that is the least sum of squares under
/// constraints of order, which pooling adjacent violators solves exactly: items that would overlap
/// move as a block to the mean of what they want (Barlow et al. 1972). Sweeps down and up bring the
/// layers together; in the end edges are drawn straight as far as there is room.
final class CoordinateAssignment {
    private static final int SWEEPS = 25;

    private static final int STRAIGHTENINGS = 3;

    /// Between neighbours: nodes need more than the lines of edges.
    private static final double NODE_GAP = 26;

    private static final double LINE_GAP = 16;

    /// Long edges are straight before nodes are in the middle of their neighbours.
    private static final double WAYPOINT_WEIGHT = 4;

    /// How much an edge that comes from afar draws a node, beside one from the next layer.
    private static final double LONG_EDGE_PULL = 0.2;

    private CoordinateAssignment() {}

    static void find(List<List<Item>> layers) {
        for (List<Item> layer : layers) {
            double at = 0;
            for (int i = 0; i < layer.size(); i++) {
                at += i == 0 ? 0 : distance(layer.get(i - 1), layer.get(i));
                layer.get(i).middle = at;
            }
        }
        // The last sweep goes down, so that a node is below what it follows.
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean isDown = sweep % 2 == 0;
            for (List<Item> layer : isDown ? layers : layers.reversed()) {
                place(layer, isDown);
            }
        }
        for (int i = 0; i < STRAIGHTENINGS; i++) {
            straighten(layers);
        }
        moveToZero(layers);
    }

    private static double distance(Item left, Item right) {
        double gap = left.isWaypoint() && right.isWaypoint() ? LINE_GAP : NODE_GAP;
        return (left.width + right.width) / 2 + gap;
    }

    private static double wanted(Item item, boolean isDown) {
        List<Item> neighbours = isDown ? item.above : item.below;
        double sum = 0;
        double weights = 0;
        for (Item next : neighbours) {
            double weight = !item.isWaypoint() && next.isOfLongEdge() ? LONG_EDGE_PULL : 1;
            sum += weight * next.middle;
            weights += weight;
        }
        return weights == 0 ? item.middle : sum / weights;
    }

    /// Has the waypoints of an edge that follow each other stand in as few lines as possible, with
    /// all else as it is.
    private static void straighten(List<List<Item>> layers) {
        for (List<Item> layer : layers) {
            for (Item item : layer) {
                if (item.isWaypoint() && !item.above.getFirst().isWaypoint()) {
                    straighten(way(item), layers);
                }
            }
        }
    }

    private static List<Item> way(Item first) {
        List<Item> way = new ArrayList<>();
        Item at = first;
        while (at.isWaypoint()) {
            way.add(at);
            at = at.below.getFirst();
        }
        return way;
    }

    private static void straighten(List<Item> way, List<List<Item>> layers) {
        int from = 0;
        while (from < way.size()) {
            double low = Double.NEGATIVE_INFINITY;
            double high = Double.POSITIVE_INFINITY;
            int to = from;
            while (to < way.size()) {
                Item item = way.get(to);
                double lowHere = Math.max(low, low(item, layers.get(item.layer)));
                double highHere = Math.min(high, high(item, layers.get(item.layer)));
                if (lowHere > highHere) {
                    break;
                }
                low = lowHere;
                high = highHere;
                to++;
            }
            // One is always taken, as an item has room where it stands.
            to = Math.max(to, from + 1);
            List<Item> line = way.subList(from, to);
            double mean = line.stream().mapToDouble(item -> item.middle).average().orElseThrow();
            if (low <= high) {
                double middle = Math.clamp(mean, low, high);
                line.forEach(item -> item.middle = middle);
            }
            from = to;
        }
    }

    /// How far to the left it may stand.
    private static double low(Item item, List<Item> layer) {
        if (item.position == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        Item left = layer.get(item.position - 1);
        return left.middle + distance(left, item);
    }

    private static double high(Item item, List<Item> layer) {
        if (item.position == layer.size() - 1) {
            return Double.POSITIVE_INFINITY;
        }
        Item right = layer.get(item.position + 1);
        return right.middle - distance(item, right);
    }

    /// Items that stand as close as they may.
    ///
    /// @param count how many
    /// @param weight of all
    /// @param place of the first, less what those before it take
    private record Block(int count, double weight, double place) {}

    private static void place(List<Item> layer, boolean isDown) {
        List<Block> blocks = new ArrayList<>();
        double taken = 0;
        for (int i = 0; i < layer.size(); i++) {
            Item item = layer.get(i);
            taken += i == 0 ? 0 : distance(layer.get(i - 1), item);
            double weight = item.isWaypoint() ? WAYPOINT_WEIGHT : 1;
            var block = new Block(1, weight, wanted(item, isDown) - taken);
            while (!blocks.isEmpty() && blocks.getLast().place() > block.place()) {
                Block before = blocks.removeLast();
                double sum = before.weight() + block.weight();
                block =
                        new Block(
                                before.count() + block.count(),
                                sum,
                                (before.place() * before.weight() + block.place() * block.weight())
                                        / sum);
            }
            blocks.add(block);
        }
        int next = 0;
        double offset = 0;
        for (Block block : blocks) {
            for (int i = 0; i < block.count(); i++) {
                offset += next == 0 ? 0 : distance(layer.get(next - 1), layer.get(next));
                layer.get(next).middle = block.place() + offset;
                next++;
            }
        }
    }

    private static void moveToZero(List<List<Item>> layers) {
        double left = Double.POSITIVE_INFINITY;
        for (List<Item> layer : layers) {
            for (Item item : layer) {
                left = Math.min(left, item.middle - item.width / 2);
            }
        }
        for (List<Item> layer : layers) {
            for (Item item : layer) {
                item.middle -= left;
            }
        }
    }
}
