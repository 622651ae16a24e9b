package dev.berth.audit.code;

import java.util.List;
import java.util.Set;

/// A statement in SQL, in a file of its own or as text in other code.
///
/// @param line of its start in the file
/// @param unit index of the innermost unit around it; 0 in a file of SQL
/// @param ctes common table expressions
/// @param created tables and views that it makes
/// @param written tables that it inserts into, updates, merges into or deletes from, those made
///   included
/// @param read tables that it reads, as often as they are read, common table expressions included
/// @param joins in their order
/// @param qualifiers the first parts of qualified columns outside of the conditions of joins, such
///   as `c` in `c.name`
/// @param hasBareColumns whether a column without a qualifier or a `*` occurs outside of those
/// @param isWhole whether all of it fits the grammar
public record SqlStatement(
        int line,
        int unit,
        List<Table> ctes,
        List<Table> created,
        List<Table> written,
        List<Table> read,
        List<Join> joins,
        Set<String> qualifiers,
        boolean hasBareColumns,
        boolean isWhole) {
    public SqlStatement {
        ctes = List.copyOf(ctes);
        created = List.copyOf(created);
        written = List.copyOf(written);
        read = List.copyOf(read);
        joins = List.copyOf(joins);
        qualifiers = Set.copyOf(qualifiers);
    }

    /// A table.
    ///
    /// @param name in lower case with its schema, such as `shared.scores`
    /// @param alias in lower case, or the last part of its name
    /// @param isTemporary whether it is made for the session alone
    public record Table(String name, String alias, boolean isTemporary, int line) {}

    /// A join.
    ///
    /// @param table that is joined
    /// @param condition in lower case, with tables in place of their aliases, sides in order
    /// @param isLeft whether rows stay without a partner
    public record Join(Table table, String condition, boolean isLeft, int line) {}
}
