{{/* Labels of every object. What the selectors select on cannot be changed. */}}
{{- define "martlet.labels" -}}
{{ toYaml (merge (dict "app.kubernetes.io/name" "martlet") .Values.commonLabels) }}
{{- end }}

{{/* The metadata that all have in common, from the labels on. */}}
{{- define "martlet.metadata" -}}
labels:
  {{- include "martlet.labels" . | nindent 2 }}
{{- with .Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "martlet.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}
{{- end }}

{{/* The name of the Pods' priority class; empty for none. */}}
{{- define "martlet.priorityClassName" -}}
{{- if .Values.priorityClass.name -}}
{{ .Values.priorityClass.name }}
{{- else if and .Values.priorityClass.create (eq .Values.rbac.scope "cluster") -}}
martlet
{{- end }}
{{- end }}

{{/* The binding of a role in the release's namespace, or of a cluster role, to an account there; to the controller's by default. */}}
{{- define "martlet.binding" -}}
{{- $root := .root }}
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ .kind }}Binding
metadata:
  name: {{ .name }}
  {{- if eq .kind "Role" }}
  namespace: {{ $root.Release.Namespace }}
  {{- end }}
  {{- include "martlet.metadata" $root | nindent 2 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: {{ .kind }}
  name: {{ .name }}
subjects:
  - kind: ServiceAccount
    name: {{ .account | default "martlet-controller" }}
    namespace: {{ $root.Release.Namespace }}
{{- end }}
