package dev.berth.endpoint.block;

import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.graph.CompiledGraph;
import dev.berth.expression.ExpressionWork;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The values of a block in the slots of a compiled graph, and what became of each row. A row is
/// live until it is answered by a guard, or left to the caller; the values of others are arbitrary.
/// For one thread.
final class BlockValues implements AutoCloseable {
    private final CompiledGraph program;
    private final TensorPool pool;
    private final int rows;
    private final @Nullable Tensor[] slots;
    private final BitSet live;
    private final BitSet left = new BitSet();
    private final @Nullable ExpressionWork[] work;
    private final @Nullable List<String>[] annotations;
    private final @Nullable List<Tensor>[] answers;

    @SuppressWarnings({"unchecked", "rawtypes"}) // Arrays of lists, by row.
    BlockValues(CompiledGraph program, TensorPool pool, int rows) {
        this.program = program;
        this.pool = pool;
        this.rows = rows;
        this.slots = new Tensor[program.slots()];
        this.live = new BitSet(rows);
        live.set(0, rows);
        this.work = new ExpressionWork[rows];
        this.annotations = new List[rows];
        this.answers = new List[rows];
    }

    TensorPool pool() {
        return pool;
    }

    int rows() {
        return rows;
    }

    RowSet live() {
        return RowSet.of(live);
    }

    boolean isLive(int row) {
        return live.get(row);
    }

    /// What the expressions of a row may do together.
    ExpressionWork work(int row) {
        ExpressionWork own = work[row];
        if (own == null) {
            own = new ExpressionWork();
            work[row] = own;
        }
        return own;
    }

    /// Fills a slot with the values of all rows, which are taken over.
    void put(int slot, Tensor tensor) {
        Tensor before = slots[slot];
        slots[slot] = tensor;
        if (before != null) {
            before.close();
        }
    }

    Tensor at(int slot) {
        Tensor tensor = slots[slot];
        if (tensor == null) {
            throw new IllegalStateException("slot " + slot + " read before it was filled");
        }
        return tensor;
    }

    /// What an expression reads.
    Tensor referred(String reference) {
        return at(slot(reference));
    }

    int slot(String reference) {
        Integer slot = program.slotsByReference().get(reference);
        if (slot == null) {
            throw new IllegalStateException("no value " + reference);
        }
        return slot;
    }

    /// Adds annotations to those of a row.
    ///
    /// @param further never changed, so that rows can share it
    void annotate(int row, List<String> further) {
        List<String> own = annotations[row];
        if (own == null || own.isEmpty()) {
            annotations[row] = further;
        } else if (!further.isEmpty()) {
            List<String> all = new ArrayList<>(own);
            all.addAll(further);
            annotations[row] = List.copyOf(all);
        }
    }

    List<String> annotations(int row) {
        List<String> own = annotations[row];
        return own == null ? List.of() : own;
    }

    /// Leaves a row to the caller.
    void leave(int row) {
        live.clear(row);
        left.set(row);
        List<Tensor> answer = answers[row];
        if (answer != null) {
            answers[row] = null;
            answer.forEach(Tensor::close);
        }
    }

    void leave(RowSet some) {
        for (int i = 0; i < some.count(); i++) {
            leave(some.at(i));
        }
    }

    BitSet left() {
        return (BitSet) left.clone();
    }

    /// Answers a row.
    ///
    /// @param answer the outputs in the order of the signature, of one row each; taken over
    void answer(int row, List<Tensor> answer) {
        live.clear(row);
        answers[row] = answer;
    }

    /// The answer that a guard gave a row, which stays this object's; null if none did.
    @Nullable List<Tensor> answer(int row) {
        return answers[row];
    }

    @Override
    public void close() {
        for (int i = 0; i < slots.length; i++) {
            Tensor tensor = slots[i];
            slots[i] = null;
            if (tensor != null) {
                tensor.close();
            }
        }
        for (int i = 0; i < rows; i++) {
            List<Tensor> answer = answers[i];
            answers[i] = null;
            if (answer != null) {
                answer.forEach(Tensor::close);
            }
        }
    }
}
