"""Two towers for retrieval: users and items share the table of categories, positives and negatives share the tower."""

import argparse

import tensorflow.compat.v1 as tf

from towers import tower

tf.disable_v2_behavior()


class Config:
    """Sizes of everything."""

    tables = {"user": 5000, "item": 2000, "category": 40}

    def __init__(self, args):
        self.dim = args.dim
        self.layers = [args.width, args.width // 2, args.dim]


def parse_args(argv=None):
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dim", type=int, default=16)
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--margin", type=float, default=0.2)
    return parser.parse_args(argv)


def build(config, margin):
    """The loss of triples: a user, an item they liked, and one they did not."""

    def ids(name):
        return tf.placeholder(tf.int32, [None], name=name)

    user = tower("user", [("user", ids("user")), ("category", ids("favourite"))], config)
    liked = tower("item", [("item", ids("liked")), ("category", ids("liked_category"))], config)
    other = tower("item", [("item", ids("other")), ("category", ids("other_category"))], config)
    better = tf.reduce_sum(user * liked, axis=1) - tf.reduce_sum(user * other, axis=1)
    return tf.reduce_mean(tf.maximum(0.0, margin - better))


def main():
    """Builds the graph and tells its variables."""
    args = parse_args()
    loss = build(Config(args), args.margin)
    tf.train.AdagradOptimizer(0.05).minimize(loss)
    for variable in tf.global_variables():
        print(variable.op.name, variable.shape.as_list())


if __name__ == "__main__":
    main()
