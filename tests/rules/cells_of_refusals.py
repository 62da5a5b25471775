"""Programs for the rules of savers, optimizers, cells and graphs, and of what is left; see test_rules.py."""

from __future__ import annotations

from typing import Final

#: By title.
REFUSALS: Final = {
    "nothing to save": """
        tf.train.Saver()  #! TFS114 error tf.train.Saver
    """,
    "a filter that matches nothing": """
        with tf.variable_scope("gan"), tf.variable_scope("generator"):
            w = tf.get_variable("w", [])
        found = tf.trainable_variables("generator")  #! TFS114 error "generator"
        tf.train.GradientDescentOptimizer(0.1).minimize(w * w, var_list=found)
    """,
    "a list that is empty": """
        w = tf.get_variable("w", [])
        found = [v for v in tf.global_variables() if "gan" in v.name]
        tf.train.Saver(found)  #! TFS114 error found
    """,
    "what may have been made elsewhere": """
        import elsewhere

        elsewhere.build()
        tf.train.Saver()
        tf.train.Saver(tf.global_variables("net"))
    """,
    "an import may make variables": """
        tf.train.import_meta_graph("model.meta")
        tf.train.Saver()
        exec("tf.get_variable('w', [1])")
        tf.train.AdamOptimizer().minimize(1.0)
    """,
    "one name twice": """
        w = tf.get_variable("w", [])
        tf.train.Saver([w, w])  #! TFS115 error [w, w]
    """,
    "two graphs": """
        w = tf.get_variable("w", [2])
        with tf.Graph().as_default():
            tf.ones([2]) * w  #! TFS116 error tf.ones([2]) * w
    """,
    "one cell in two layers": """
        cell = tf.nn.rnn_cell.GRUCell(8)
        stack = tf.nn.rnn_cell.MultiRNNCell([cell, cell])  #! TFS206 warning tf.nn.rnn_cell.MultiRNNCell
        tf.nn.dynamic_rnn(stack, tf.ones([2, 3, 4]), dtype=tf.float32)  #! TFS106 error tf.nn.dynamic_rnn
    """,
    "a layer of another width": """
        layer = tf.layers.Dense(3)
        layer(tf.ones([2, 4]))
        layer(tf.ones([2, 5]))  #! TFS121 error layer
    """,
    "an average under reuse": """
        with tf.variable_scope("a", reuse=True):
            ema = tf.train.ExponentialMovingAverage(0.9)
            ema.apply([tf.ones([2]) * 2])  #! TFS105 error ema.apply
    """,
    "an empty name is the user's own": """
        with tf.variable_scope("a", reuse=True):
            tf.get_variable("", [2])  #! TFS102 error ""
    """,
    "a loss of nothing": """
        w = tf.get_variable("w", [])
        optimizer = tf.train.AdamOptimizer()
        optimizer.apply_gradients([(None, w)])  #! TFS120 error [(None, w)]
    """,
    "a graph that is reset inside": """
        with tf.variable_scope("a"):
            tf.reset_default_graph()  #! TFS122 error tf.reset_default_graph
    """,
    "a getter that takes too little": """
        def narrow(getter, name):
            return getter(name)

        with tf.variable_scope("a", custom_getter=narrow):
            tf.get_variable("w", [2])  #! TFS122 error tf.get_variable
    """,
    "what a template may not do again": """
        def double(x):
            return x * tf.Variable(2.0)

        doubled = tf.make_template("double", double)
        doubled(1.0)
        doubled(1.0)  #! TFS122 error doubled
    """,
}
