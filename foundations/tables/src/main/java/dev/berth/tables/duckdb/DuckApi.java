package dev.berth.tables.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// The functions of DuckDB's C interface that are used, as `duckdb.h` describes them. The library
/// stays loaded for the life of the process.
final class DuckApi {
    /// `duckdb_result`: five words that are no longer used, and a pointer.
    static final StructLayout RESULT =
            MemoryLayout.structLayout(MemoryLayout.sequenceLayout(6, JAVA_LONG));

    /// `duckdb_query_progress_type`: a percentage, and two counts of rows.
    private static final StructLayout PROGRESS =
            MemoryLayout.structLayout(JAVA_DOUBLE, JAVA_LONG, JAVA_LONG);

    private final SymbolLookup symbols;
    private final MethodHandle fetchChunk;
    private final MethodHandle queryProgress;

    final DuckDbFunction createConfig;
    final DuckDbFunction setConfig;
    final DuckDbFunction destroyConfig;
    final DuckDbFunction open;
    final DuckDbFunction close;
    final DuckDbFunction connect;
    final DuckDbFunction disconnect;
    final DuckDbFunction interrupt;
    final DuckDbFunction free;
    final DuckDbFunction extractStatements;
    final DuckDbFunction extractStatementsError;
    final DuckDbFunction destroyExtracted;
    final DuckDbFunction prepareExtracted;
    final DuckDbFunction prepareError;
    final DuckDbFunction destroyPrepare;
    final DuckDbFunction pendingStreaming;
    final DuckDbFunction pendingError;
    final DuckDbFunction destroyPending;
    final DuckDbFunction executePending;
    final DuckDbFunction resultError;
    final DuckDbFunction rowsChanged;
    final DuckDbFunction destroyResult;
    final DuckDbFunction columnCount;
    final DuckDbFunction columnName;
    final DuckDbFunction columnType;
    final DuckDbFunction chunkSize;
    final DuckDbFunction chunkVector;
    final DuckDbFunction destroyChunk;
    final DuckDbFunction vectorData;
    final DuckDbFunction vectorValidity;
    final DuckDbFunction vectorEnsureValidity;
    final DuckDbFunction listChild;
    final DuckDbFunction listSize;
    final DuckDbFunction listReserve;
    final DuckDbFunction listSetSize;
    final DuckDbFunction structChild;
    final DuckDbFunction assignString;
    final DuckDbFunction createType;
    final DuckDbFunction createListType;
    final DuckDbFunction createMapType;
    final DuckDbFunction destroyType;
    final DuckDbFunction createChunk;
    final DuckDbFunction chunkSetSize;
    final DuckDbFunction chunkReset;
    final DuckDbFunction createAppender;
    final DuckDbFunction appendChunk;
    final DuckDbFunction appenderError;
    final DuckDbFunction closeAppender;
    final DuckDbFunction destroyAppender;

    @SuppressWarnings("restricted") // Loading a library is what this class is for.
    DuckApi(Path library) {
        symbols = SymbolLookup.libraryLookup(library, Arena.global());
        fetchChunk =
                Linker.nativeLinker()
                        .downcallHandle(
                                find("duckdb_fetch_chunk"),
                                FunctionDescriptor.of(JAVA_LONG, RESULT));
        queryProgress =
                Linker.nativeLinker()
                        .downcallHandle(
                                find("duckdb_query_progress"),
                                FunctionDescriptor.of(PROGRESS, JAVA_LONG));
        createConfig = function("duckdb_create_config");
        setConfig = function("duckdb_set_config");
        destroyConfig = function("duckdb_destroy_config");
        open = function("duckdb_open_ext");
        close = function("duckdb_close");
        connect = function("duckdb_connect");
        disconnect = function("duckdb_disconnect");
        interrupt = function("duckdb_interrupt");
        free = function("duckdb_free");
        extractStatements = function("duckdb_extract_statements");
        extractStatementsError = function("duckdb_extract_statements_error");
        destroyExtracted = function("duckdb_destroy_extracted");
        prepareExtracted = function("duckdb_prepare_extracted_statement");
        prepareError = function("duckdb_prepare_error");
        destroyPrepare = function("duckdb_destroy_prepare");
        pendingStreaming = function("duckdb_pending_prepared_streaming");
        pendingError = function("duckdb_pending_error");
        destroyPending = function("duckdb_destroy_pending");
        executePending = function("duckdb_execute_pending");
        resultError = function("duckdb_result_error");
        rowsChanged = function("duckdb_rows_changed");
        destroyResult = function("duckdb_destroy_result");
        columnCount = function("duckdb_column_count");
        columnName = function("duckdb_column_name");
        columnType = function("duckdb_column_type");
        chunkSize = function("duckdb_data_chunk_get_size");
        chunkVector = function("duckdb_data_chunk_get_vector");
        destroyChunk = function("duckdb_destroy_data_chunk");
        vectorData = function("duckdb_vector_get_data");
        vectorValidity = function("duckdb_vector_get_validity");
        vectorEnsureValidity = function("duckdb_vector_ensure_validity_writable");
        listChild = function("duckdb_list_vector_get_child");
        listSize = function("duckdb_list_vector_get_size");
        listReserve = function("duckdb_list_vector_reserve");
        listSetSize = function("duckdb_list_vector_set_size");
        structChild = function("duckdb_struct_vector_get_child");
        assignString = function("duckdb_vector_assign_string_element_len");
        createType = function("duckdb_create_logical_type");
        createListType = function("duckdb_create_list_type");
        createMapType = function("duckdb_create_map_type");
        destroyType = function("duckdb_destroy_logical_type");
        createChunk = function("duckdb_create_data_chunk");
        chunkSetSize = function("duckdb_data_chunk_set_size");
        chunkReset = function("duckdb_data_chunk_reset");
        createAppender = function("duckdb_appender_create");
        appendChunk = function("duckdb_append_data_chunk");
        appenderError = function("duckdb_appender_error");
        closeAppender = function("duckdb_appender_close");
        destroyAppender = function("duckdb_appender_destroy");
    }

    private MemorySegment find(String name) {
        return symbols.find(name)
                .orElseThrow(() -> new IllegalStateException("DuckDB's library lacks " + name));
    }

    private DuckDbFunction function(String name) {
        return new DuckDbFunction(find(name));
    }

    /// The next chunk of a result, which the caller destroys; 0 at its end or if it failed.
    long fetchChunk(MemorySegment result) {
        try {
            return (long) fetchChunk.invokeExact(result);
        } catch (Throwable e) {
            throw DuckDbFunction.unexpected(e);
        }
    }

    /// How much of a connection's statement is done, in percent; less than 0 if that is not known.
    double queryProgress(long connection) {
        try (Arena arena = Arena.ofConfined()) {
            var progress =
                    (MemorySegment)
                            queryProgress.invoke(
                                    (java.lang.foreign.SegmentAllocator) arena, connection);
            return progress.get(JAVA_DOUBLE, 0);
        } catch (Throwable e) {
            throw DuckDbFunction.unexpected(e);
        }
    }
}
