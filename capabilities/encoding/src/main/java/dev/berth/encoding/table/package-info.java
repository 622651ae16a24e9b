/// Steps over the columns of a record: encoding, renaming, casting.
@NullMarked
package dev.berth.encoding.table;

import org.jspecify.annotations.NullMarked;
