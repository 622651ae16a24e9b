/// Commands of `berth jobs`: jobs of a server, from the command line.
@NullMarked
package dev.berth.cli.jobs;

import org.jspecify.annotations.NullMarked;
