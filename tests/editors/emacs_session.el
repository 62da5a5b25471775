;;; What a person does in Emacs with Eglot, step by step; what they see goes into a JSON file.
;;
;; Started by test_emacs.py as `emacs --batch --load emacs_session.el PROGRAM`.

(package-initialize)
(require 'eglot)
(require 'json)
(require 'python)

(defconst seconds 30)
(defvar seen nil)

(defun wait-for (what condition)
  (let ((end (+ (float-time) seconds)) found)
    (while (not (setq found (funcall condition)))
      (when (> (float-time) end)
        (error "Waited in vain for %s" what))
      (accept-process-output nil 0.1))
    found))

(defun go-to (line text)
  (goto-char (point-min))
  (forward-line (1- line))
  (search-forward text))

(defmacro step (name &rest body)
  `(push (cons ,name (progn ,@body)) seen))

;; What docs/editors.md says.
(add-to-list 'eglot-server-programs '(python-mode . ("tfscope" "server")))

(find-file (pop command-line-args-left))
;; Which `eglot-ensure' does once Emacs waits for keys.
(apply #'eglot (eglot--guess-contact))
(flymake-mode 1)

(step "diagnostics"
      (mapcar (lambda (found) (list (line-number-at-pos (flymake-diagnostic-beg found)) (flymake-diagnostic-text found)))
              (wait-for "diagnostics" (lambda () (flymake-start) (flymake-diagnostics)))))
(step "hover"
      (let (text)
        (go-to 7 "get_var")
        (eglot-hover-eldoc-function (lambda (found &rest _) (setq text found)))
        (substring-no-properties (wait-for "a hover" (lambda () text)))))
(step "references"
      (mapcar (lambda (found) (xref-location-line (xref-item-location found)))
              (xref-backend-references 'eglot "LSP identifier at point.")))
(step "definition"
      (xref-find-definitions "LSP identifier at point.")
      (line-number-at-pos))
(step "symbols"
      (mapcar #'car (cdr (assoc "a" (cdr (assoc "Variable" (eglot-imenu)))))))
(step "completion"
      (goto-char (point-max))
      (insert "with tf.variable_scope(\"a\", reuse=True):\n    tf.get_variable(\"")
      (eglot--signal-textDocument/didChange)
      (let ((words (all-completions "" (nth 2 (eglot-completion-at-point)))))
        (forward-line -1)
        (delete-region (point) (point-max))
        (eglot--signal-textDocument/didChange)
        (mapcar #'substring-no-properties words)))
(step "rename"
      (go-to 6 "\"w")
      (eglot-rename "weights")
      (how-many "\"weights\"" (point-min) (point-max)))
(step "actions"
      (go-to 11 "\"w")
      (mapcar (lambda (found) (plist-get found :title)) (eglot-code-actions (point))))

(with-temp-file (getenv "TFSCOPE_SEEN")
  (insert (json-encode (mapcar (lambda (found) (cons (car found) (if (listp (cdr found)) (vconcat (mapcar (lambda (item) (if (listp item) (vconcat item) item)) (cdr found))) (cdr found)))) seen))))
(set-buffer-modified-p nil)
(eglot-shutdown-all)
