/// JSON as plain Java values, for records typed by people and answers of servers.
@NullMarked
package dev.berth.cli.json;

import org.jspecify.annotations.NullMarked;
