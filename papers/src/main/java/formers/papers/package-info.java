/// The papers of the reading list that run: each a class that measures the paper's central claim at a size
/// that fits the machine, against its baselines.
package formers.papers;
